"""Pages as files: Markdown, HTML that needs nothing else, PDF. Always as one viewer sees them; nothing is fetched."""

from .gathering import Chapter, Gathered, gather
from .html import as_html
from .markdown import as_markdown, as_zip
from .pdf import as_pdf

__all__ = ["Chapter", "Gathered", "as_html", "as_markdown", "as_pdf", "as_zip", "gather"]
