"""What an organisation is, and whose names are public."""

import enum


class OrganisationKind(enum.StrEnum):
    ENTERPRISE = "enterprise"
    SOLE_PROPRIETOR = "sole_proprietor"
    UNREGISTERED_OPERATOR = "unregistered_operator"
    FARMER = "farmer"
    FAMILY_FARM = "family_farm"
    COOPERATIVE = "cooperative"
    NONPROFIT = "nonprofit"
    INTERMEDIARY = "intermediary"
    INSTITUTION = "institution"
    DEPARTMENT = "department"
    MONITOR = "monitor"
    OPERATOR = "operator"


Kind = OrganisationKind
APPLICANT_KINDS = frozenset(list(Kind)[:7])
# The name of a natural person's business names the person: it is sealed. These names are public anyway.
CLEAR_NAMES = frozenset(
    {
        Kind.ENTERPRISE,
        Kind.COOPERATIVE,
        Kind.INTERMEDIARY,
        Kind.INSTITUTION,
        Kind.DEPARTMENT,
        Kind.MONITOR,
        Kind.OPERATOR,
    }
)
KIND_NAMES = {
    Kind.ENTERPRISE: "小微企业",
    Kind.SOLE_PROPRIETOR: "个体工商户",
    Kind.UNREGISTERED_OPERATOR: "未登记经营者",
    Kind.FARMER: "农户/专业大户",
    Kind.FAMILY_FARM: "家庭农场",
    Kind.COOPERATIVE: "合作社",
    Kind.NONPROFIT: "民办非企业",
    Kind.INTERMEDIARY: "园区/协会",
    Kind.INSTITUTION: "金融机构",
    Kind.DEPARTMENT: "行业主管部门",
    Kind.MONITOR: "人民银行",
    Kind.OPERATOR: "平台运营",
}
