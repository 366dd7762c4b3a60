"""Fields for choosing one of many codes in plain HTML: words, a button, the same form with what was found.

A picker owns three kinds of names in its form: `name` (the code, hidden or one of the tiles), `name_words`
(what was typed) and, for places, `name_1` … `name_3` (province, city, county). Its buttons are submits called
`find` and `change`: a view shows the form again when `looking_up()`, without judging it.

    if not pickers.looking_up() and form.validate_on_submit(): …
"""

from dataclasses import dataclass

from flask import request
from wtforms import Field
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

from portal.core import places
from search import taxonomy

LOOK_UP = ("find", "change")
LONGEST = 40

FREQUENT = ("6291", "6220", "5213", "5223", "5232", "5292", "5281", "8040", "8111", "5012", "5431", "0141")
"""What small firms most often do: food, shops, repairs, carrying, crops; for whose words lead nowhere."""


def looking_up() -> bool:
    """Whether the form that arrived only asks a picker to look something up."""
    return any(name in request.form for name in LOOK_UP)


@dataclass(frozen=True)
class Hit:
    code: str
    name: str
    note: str = ""


@dataclass(frozen=True)
class Step:
    """One select of a way down: `options` [(code, name)]."""

    name: str
    label: str
    options: list[tuple[str, str]]
    value: str


class Picker(Field):
    """`data` is a code or None. The template reads `chosen`, `words`, `hits`, `steps`, `note` and `thing`."""

    example = ""
    thing = ""
    widget = None

    def process(self, formdata, data=unset_value, extra_filters=None):
        self.words, self.note, self.opened, self.taken = "", "", False, ""
        self.hits: list[Hit] = []
        self.steps: list[Step] = []
        super().process(formdata, data, extra_filters)
        if formdata is not None:
            self._look(formdata)
        self._settle()

    def process_formdata(self, valuelist):
        self.data = valuelist[0].strip() if valuelist and valuelist[0].strip() else None

    @property
    def chosen(self) -> Hit | None:
        """What is picked and not being changed."""
        return None if self.opened or self.data is None else self.hit(self.data)

    def hit(self, code: str) -> Hit | None:
        """A code as a tile; None when it does not exist or is not exact enough."""
        raise NotImplementedError

    def find(self) -> None:
        """Fill in `hits` (and whatever else helps) for `words`."""
        raise NotImplementedError

    def pre_validate(self, form) -> None:
        if self.data is not None and self.hit(self.data) is None:
            raise StopValidation(self.wrong(self.data))
        if self.data is None and self.words:
            self.opened = True
            hint = self.note or f"“{self.words}”有这些可能"
            raise StopValidation(f"{hint}，请在下面选定" if self.hits else hint)

    def wrong(self, code: str) -> str:
        return f"没有这个{self.thing}，请重新查找"

    def _look(self, formdata) -> None:
        self.words = (formdata.get(f"{self.name}_words") or "").strip()[:LONGEST]
        changing = formdata.get("change") == self.name
        finding = formdata.get("find") == self.name
        self.opened = changing or finding
        if changing:
            self._reopen()
        elif self.words and (finding or self.data is None):
            self.find()
            self.opened = not self._take_the_one()
        elif finding:
            self.note = f"请先写几个字，例如 {self.example}"

    def _take_the_one(self) -> bool:
        """The one thing that the words can mean is taken and said, here or on the page that follows."""
        if len(self.hits) != 1 or self.note:
            return False
        self.data = self.hits[0].code
        self.taken = f"{self.thing}“{self.words}”按“{self.hits[0].name}”填"
        return True

    def _reopen(self) -> None:
        current = self.data and self.hit(self.data)
        self.words = ""
        if current:
            self.hits, self.note = [current], "现在选的是这一个；要换，请在上面写几个字再查找"

    def _settle(self) -> None:
        """After all is known; for subclasses."""


class IndustryField(Picker):
    """An industry of GB/T 4754; what people do in their own words leads to it."""

    example, thing = "奶茶", "行业"

    def hit(self, code: str) -> Hit | None:
        industry = taxonomy.industries.get(code)
        return industry and Hit(code, industry.name, f"国标 {code}")

    def find(self) -> None:
        found = taxonomy.industries.search(self.words, limit=8)
        self.hits = [hit for industry, _ in found if (hit := self.hit(industry.code))]
        if not self.hits:
            self.hits = [hit for code in FREQUENT if (hit := self.hit(code))]
            ways = f"写做什么、卖什么再找，例如 {self.example}、面馆、机床、养猪；也可以先选最接近的一种"
            self.note = f"没有找到“{self.words}”。{ways}"


class RegionField(Picker):
    """An exact place: typed, or province, city and county one after another."""

    example, thing = "拱墅", "地方"
    STEPS = ("省份", "城市", "区县")

    def hit(self, code: str) -> Hit | None:
        if not taxonomy.regions.is_leaf(code):
            return None
        return Hit(code, taxonomy.regions.full_name(code))

    _way: tuple[str, ...] = ()

    def find(self) -> None:
        found = places.find(self.words)
        self.hits = [Hit(region.code, taxonomy.regions.full_name(region.code)) for region in found.exact]
        self.note = found.note
        if found.broader:
            self._way = places.steps_to(found.broader.code)
            self.note = self.note or f"{found.broader.name}里面还要选到区县"
        elif not self.hits and not self.note:
            self.note = f"没有找到“{self.words}”，请检查写法，或从省份一级一级选"

    def wrong(self, code: str) -> str:
        if taxonomy.regions.get(code):
            return f"“{taxonomy.regions.full_name(code)}”太大了，请选到区县"
        return places.gone_words(code) or super().wrong(code)

    def pre_validate(self, form) -> None:
        try:
            super().pre_validate(form)
            if self.data is None and self._way:
                raise StopValidation("还差一级，请选到区县")
        except StopValidation:
            self._offer_heir()
            raise

    @property
    def broader(self) -> str | None:
        """The narrowest place that the selects have reached, which may be wider than what can be chosen."""
        return self._way[-1] if self.data is None and self._way else None

    @property
    def walked(self) -> dict[str, list[str]]:
        """The selects as they were sent, while the way has not ended."""
        way = self._way if self.data is None else ()
        return {f"{self.name}_{place}": [code] for place, code in enumerate(way, 1)}

    def _look(self, formdata) -> None:
        self._way = self._walked(formdata)
        stepping = formdata.get("find") == f"{self.name}_steps"
        if stepping or (self._way and self.data is None and not formdata.get(f"{self.name}_words")):
            self.data = None if stepping else self.data
            last = self._way[-1] if self._way else ""
            if taxonomy.regions.is_leaf(last):
                self.data = last
            return
        super()._look(formdata)

    def _walked(self, formdata) -> tuple[str, ...]:
        """The codes chosen in the selects, as far as each lies in the one before."""
        way: list[str] = []
        for place in range(1, len(self.STEPS) + 1):
            code = formdata.get(f"{self.name}_{place}") or ""
            parent = way[-1] if way else ""
            region = taxonomy.regions.get(code)
            if region is None or region.parent != parent:
                break
            way.append(code)
        return tuple(way)

    def _settle(self) -> None:
        """The selects: as many as have been reached, and the next one."""
        way = self._way
        for place, label in enumerate(self.STEPS[: len(way) + 1]):
            parent = way[place - 1] if place else None
            options = [(region.code, region.name) for region in taxonomy.regions.children(parent)]
            if options:
                value = way[place] if place < len(way) else ""
                self.steps.append(Step(f"{self.name}_{place + 1}", label, options, value))

    def _offer_heir(self) -> None:
        """A code no longer in force: its successor becomes the one tile."""
        heir = taxonomy.regions.successor(self.data or "")
        if heir and taxonomy.regions.is_leaf(heir.code):
            self.hits = [self.hit(heir.code)]
        self.opened = True
