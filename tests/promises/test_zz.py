import tests.promises.test_canary as c
from tests.stage import *
async def test_a(stage):
    b=c.Browser(stage)
    try:
        await b.sign_in()
    finally:
        g=stage.helpline.desk_web._auth.gate
        print(stage.clock(), g.clock(), stage.helpline.clock(), g.clock is stage.clock)
        await b.close()
