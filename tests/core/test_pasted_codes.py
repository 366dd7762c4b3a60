"""Credit codes as officers paste them."""

import pytest

from portal.core.pasted_codes import read
from tests.factories import credit_code

ONE, TWO = credit_code(number=1), credit_code("92000000", number=2)


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}\n{TWO}",
        f"{ONE}，{TWO}",
        f"  {ONE.lower()} \n\n{TWO[:8]} {TWO[8:]}\n",
        f"示例一公司\t{ONE}\n示例二店,{TWO}",
        f"{ONE} 示例一公司\n{TWO} 示例2号店",
    ],
)
def test_codes_are_found_however_they_stand(text):
    assert read(text).codes == (ONE, TWO)
    assert read(text).problems == ()


def test_every_wrong_line_is_told_with_its_number():
    pasted = read(f"{ONE}\n{TWO[:-1]}\n示例没有代码的公司\n{TWO[:-1]}{'0' if TWO[-1] != '0' else '1'}")
    assert pasted.codes == (ONE,)
    assert [problem.line for problem in pasted.problems] == [2, 3, 4]
    assert "少了 1 位" in str(pasted.problems[0])
    assert "没有信用代码" in str(pasted.problems[1])
    assert "校验码" in str(pasted.problems[2])


def test_a_code_that_stands_twice_counts_once_and_is_said():
    pasted = read(f"{ONE}\n{TWO}\n{ONE}")
    assert pasted.codes == (ONE, TWO)
    assert pasted.repeats == ((3, 1),)


def test_an_empty_text_holds_nothing():
    assert read(" \n\t\n") == read("")
