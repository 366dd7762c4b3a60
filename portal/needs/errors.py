"""Why a need was not changed, in words for its owner."""


class NeedError(Exception):
    """Nothing was changed; the text says why."""


class Incomplete(NeedError):
    """A need cannot go to institutions without these; `missing` names columns."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__("还缺几项，补上才能提交。")
        self.missing = missing


class Refused(NeedError):
    """The purpose is one that no institution may lend for."""


class InTalks(NeedError):
    """An institution that the owner has agreed to cannot simply be left out."""

    def __init__(self) -> None:
        super().__init__("有一家正在谈，请先在需求页收回对它的授权，再来改")


class NotMember(NeedError):
    """A park acts for members alone, and for those whom somebody can speak for."""

    def __init__(self, why: str = "这一户不是你们的会员了，没有提交。") -> None:
        super().__init__(why)


class OtherState(NeedError):
    """Somebody or something was quicker."""

    def __init__(self) -> None:
        super().__init__("这条需求刚刚变了，这次没有改动。请看一眼现在的情况再决定。")


class Settled(NeedError):
    """After the first acceptance what was said stands; `column` is what would have changed."""

    def __init__(self, column: str, name: str) -> None:
        super().__init__(
            f"已经有机构在按这条需求办理，“{name}”不能再改，只能补充没填的。要改，请另提一条新需求。"
        )
        self.column = column
