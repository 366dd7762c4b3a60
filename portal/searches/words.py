"""What is said of saved searches."""

from portal.searches.models import Pace

MOST_NAME = 30
PACES = {Pace.AT_ONCE: "马上", Pace.DAILY: "每天一次", Pace.NEVER: "不提醒"}
HINTS = {
    Pace.AT_ONCE: "几分钟内提醒；没来看以前，一天最多一次",
    Pace.DAILY: "早上 8:30，有新的才提醒",
    Pace.NEVER: "只在需求大厅里显示新了几条",
}
