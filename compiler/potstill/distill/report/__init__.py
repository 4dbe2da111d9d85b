"""Reports: what a store knows, as one static HTML page.

from potstill.distill.report.collect import collect
from potstill.distill.report.page import page

Path("report.html").write_text(page(collect(store, at=datetime.now(UTC), title="requests.db")), "utf-8")

Nothing is imported here: pictures of programs, which `potstill show` draws too, need no extra.
"""
