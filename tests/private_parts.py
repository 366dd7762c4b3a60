"""An import contract import-linter has no word for: some modules of a feature are for that feature alone."""

from importlinter import Contract, ContractCheck, fields, output


class PrivateParts(Contract):
    """`package.<feature>.<part>`, for every part listed, is imported by that feature or allowed_importers."""

    type_name = "private_parts"

    package = fields.StringField()
    parts = fields.SetField(subfield=fields.StringField())
    no_features = fields.SetField(subfield=fields.StringField(), required=False)
    allowed_importers = fields.SetField(subfield=fields.StringField(), required=False)

    def check(self, graph, verbose: bool) -> ContractCheck:
        wrong = sorted(
            (importer, part)
            for part in graph.modules
            if self._feature_of_part(part)
            for importer in graph.find_modules_that_directly_import(part)
            if self._foreign(importer, part)
        )
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, part in check.metadata["wrong"]:
            output.print_error(f"{importer} -> {part}", bold=False)

    def _feature_of_part(self, module: str) -> str | None:
        """`needs` of portal.needs.routes (or of what lies below it); None for what is no such part."""
        package, _, rest = module.partition(".")
        feature, _, part = rest.partition(".")
        private = package == self.package and part.split(".")[0] in self.parts
        return feature if private and feature not in (self.no_features or ()) else None

    def _foreign(self, importer: str, part: str) -> bool:
        home = f"{self.package}.{self._feature_of_part(part)}"
        at_home = importer == home or importer.startswith(f"{home}.")
        return not at_home and importer not in (self.allowed_importers or ())
