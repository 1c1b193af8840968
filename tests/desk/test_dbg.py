import re, sys

sys.path.insert(0, "/work/main")
from tests.desk.test_in_browser import *
from tests.desk.conftest import *


def test_dbg(hall):
    page = hall.open("Bob", "/desk")
    page.on("console", lambda m: print("C", m.text))
    page.on("pageerror", lambda e: print("E", e))
    page.on("response", lambda r: print("R", r.status, r.url))
    page.evaluate(
        "['desk:ended','desk:answered','desk:beat','desk:refresh'].forEach(n=>document.addEventListener(n,()=>console.log(n)))"
    )
    page.wait_for_timeout(1500)
    hall.room.clock.forward(hours=13)
    page.wait_for_timeout(4000)
