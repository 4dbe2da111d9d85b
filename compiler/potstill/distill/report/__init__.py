"""Reports: what a store knows, as one static HTML page.

from potstill.distill.report import collect, page

Path("report.html").write_text(page(collect(store, at=datetime.now(UTC), title="requests.db")), "utf-8")
"""

from potstill.distill.report.collect import collect
from potstill.distill.report.facts import Facts
from potstill.distill.report.page import page

__all__ = ["Facts", "collect", "page"]
