"""What may be in the way of a move, in words for the person who tried."""


class LeadError(Exception):
    """A move that did not happen; the text says why, for the person who tried."""


class CannotBegin(LeadError):
    """No lead can be made of this need and this institution now."""


class AlreadyBefore(CannotBegin):
    """The institution has a lead on this need already; it has got a further origin."""

    def __init__(self, lead) -> None:
        super().__init__("这条需求已经在这家机构了。")
        self.lead = lead


class NotSeeking(CannotBegin):
    """The need looks for nobody any more."""

    def __init__(self) -> None:
        super().__init__("这条需求已经结束，不再对接。")


class NeedFull(CannotBegin):
    """All talks that the owner allows at once are under way."""

    def __init__(self, most: int, owner: bool = False) -> None:
        text = f"您最多同时谈 {most} 家，现在已经谈满。先结束一家，再同意新的。" if owner else ""
        super().__init__(text or "企业同时在谈的机构已满，暂时不接受新的对接。")


class TakenBy(LeadError):
    """A colleague was first."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name}已经先一步认领了这条需求，由他跟进。" if name else "同事已经先一步认领了这条需求。"
        )


class OtherState(LeadError):
    """The lead is not, or no longer, in a state that this move starts from."""

    def __init__(self, text: str = "这条对接的状态刚刚变了，这次没有改动。请刷新后再看。") -> None:
        super().__init__(text)


class OtherWords(LeadError):
    """What the owner has read is not what they would agree to now."""

    def __init__(self) -> None:
        super().__init__("您同意的那段话刚刚更新过，这次没有算数。请回去看一遍新的，再点同意。")


class InstitutionFrozen(CannotBegin, OtherState):
    """The platform has stopped the institution, or the person who acts for it."""

    def __init__(self) -> None:
        super().__init__("平台已冻结这家机构，这一步现在不能做。")


class BorrowerFrozen(CannotBegin):
    """The platform has stopped the firm, or the person who filed for it."""

    def __init__(self) -> None:
        super().__init__("平台已冻结这家企业，正在核实。恢复以前不能办下一步，也看不到联系方式。")


class NotYours(LeadError):
    """The person may read the lead but not do this."""


class NoConsent(LeadError):
    """The owner's permission has ended or was withdrawn."""

    def __init__(self) -> None:
        super().__init__("企业的授权已经失效或收回，不能再查看。")


class OutsideHours(LeadError):
    """The owner has said when to call, and it is not now; who has read that may look all the same."""

    def __init__(self, when: str) -> None:
        super().__init__(f"企业说方便的是：{when}。现在不在这个时间里。")


class ContactPaused(LeadError):
    """The firm went to another person, who has not said yet that banks may call them."""

    def __init__(self) -> None:
        super().__init__("这家换了经办人，新的人还没有确认接手，暂时看不到联系方式。确认后再来看。")


class BudgetSpent(LeadError):
    """A person has looked at as many contacts today as anybody may."""

    def __init__(self, most: int) -> None:
        super().__init__(f"你今天已经查看 {most} 次，到了每人每天的上限。急事请机构管理员代看，或明天再来。")
