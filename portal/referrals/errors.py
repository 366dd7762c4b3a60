"""Why nothing was listed, answered or pushed, in words for the person who tried."""


class ReferralError(Exception):
    """Nothing was changed; the text says why."""


class NothingToPush(ReferralError):
    """None of what was chosen can be pushed."""

    def __init__(self) -> None:
        super().__init__("选中的都不能推送，原因写在每一行里。请换几家企业，或换机构。")


class WrongNumber(ReferralError):
    """Too few or too many institutions chosen by hand."""

    def __init__(self, chosen: int, most: int) -> None:
        super().__init__(
            f"一次最多指定 {most} 家，现在勾了 {chosen} 家：请去掉 {chosen - most} 家，再重新比对。"
            if chosen > most
            else f"请勾选 1 到 {most} 家机构，再重新比对；或改用自动匹配。"
        )


class OtherState(ReferralError):
    """The listing was answered elsewhere meanwhile."""

    def __init__(self) -> None:
        super().__init__("这份名单刚刚已经答复过，这次没有改动。请看一眼现在的情况。")
