"""What the operators have set: who runs the site, and a change of one of them that the other has to see."""

from portal.accounts.actor import Actor
from portal.core.settings import Topic
from portal.desk import service

FOOTER = {
    "operator": "示例市融资服务中心",
    "contact": "",  # as the server is configured
    "icp": "浙ICP备00000000号",
    "police": "浙公网安备00000000000000号",
}
ADDITION = "客户经理打来电话，可以请他报五分钟有效的核验码，在本站查一查再谈。"


def write_footer(operator: Actor) -> None:
    service.put(operator, Topic.FOOTER, FOOTER, based_on=0)


def propose_addition(operator: Actor) -> None:
    service.put(operator, Topic.CONSENT, {"addition": ADDITION}, based_on=0)
