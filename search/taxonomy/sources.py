"""Where each code list comes from and of when, in words for whoever runs a site; see data/README.md."""

import functools
import hashlib
from dataclasses import dataclass

from search.taxonomy import tables

OWN = "本项目整理，参照 2022 年的小微企业信贷服务文件；不是官方目录"
SOURCES: dict[str, tuple[str, str]] = {
    "gbt4754-2017": ("行业", "GB/T 4754—2017，第一版，不含 2019 年第 1 号修改单"),
    "industry_aliases": ("行业俗称", "本项目整理"),
    "gbt2260": ("地区", "民政部地名信息库，2026-09-11 读取"),
    "gbt2260_history": ("撤销的地区", "2005 年以来的公开资料，本项目整理"),
    "region_aliases": ("地区简称", "GB/T 2260 的简称，其余本项目整理"),
    "localities": ("地片、市场与景区", "本项目整理"),
    "townships": ("乡镇街道", "民政部地名信息库，2026 年 9 月；另有统计局 2023 年的旧名"),
    "functional_areas": ("开发区", "统计局，2023 年"),
    "size_standard": ("企业规模标准", "工信部联企业〔2011〕300号，按 2017 年行业分组"),
    "lpr": ("LPR", "公开的历次报价，2019-08 至 2026-08；以后的由运营录入"),
    "cn_workdays": ("工作日", "国务院办公厅的放假通知，2024 至 2026 年；以后的由运营录入"),
    "bands": ("区间", "本项目整理，含小型、中型的全部界限"),
    "product_types": ("产品类型", OWN),
    "product_features": ("产品特点", OWN),
    "eligibility_tags": ("面向对象", OWN),
    "security_types": ("担保方式", "本项目整理"),
    "requirements": ("资质要求", "本项目整理"),
    "purposes": ("贷款用途", "本项目整理，参照经营性贷款的一般规则"),
    "subject_types": ("主体类型", "本项目整理"),
    "refusal_reasons": ("不受理的原因", "本项目整理"),
    "closing_reasons": ("需求结束的原因", "本项目整理"),
    "firm_reasons": ("企业不谈的原因", "本项目整理"),
    "institution_types": ("机构类型", OWN),
    "intermediary_types": ("伙伴类型", OWN),
    "priority_sectors": ("重点领域", OWN),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """How many entries a file has, and the beginning of its SHA-256."""

    entries: int
    checksum: str


@functools.cache
def measured(file: str) -> Measured:
    """Of one file, by its name without the ending."""
    content = (tables.FOLDER / f"{file}.csv").read_bytes()
    return Measured(len(tables.rows(f"{file}.csv")), hashlib.sha256(content).hexdigest()[:12])
