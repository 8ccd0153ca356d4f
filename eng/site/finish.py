"""Finishes what DocFX has built: a page for each source file that a page links to, and a check of every link.

finish.py SITE
"""
import html
import os
import pathlib
import re
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

LANGUAGES = {"": "plaintext", ".cs": "csharp", ".sh": "bash", ".yaml": "yaml", ".yml": "yaml", ".Dockerfile": "dockerfile"}


class Page(HTMLParser):
    """The links of a page and the names of its parts."""

    def __init__(self, text):
        super().__init__()
        self.links, self.names = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.names |= {attrs[key] for key in ("id", "name") if attrs.get(key)}
        self.links += [attrs[key] for key in ("href", "src") if attrs.get(key)]


def target(page, link):
    """The file that a link of this site leads to, and the part of it; None for another site."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    path = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    return (path / "index.html" if path.is_dir() else path), unquote(parts.fragment)


def source_page(site, source, frame):
    """The source file as a page, in the frame of a page of the site's root."""
    name = source.relative_to(site)
    up = "../" * (len(name.parts) - 1)
    code = f'<h1>{name}</h1>\n<pre><code class="lang-{LANGUAGES[source.suffix]}">{html.escape(source.read_text())}</code></pre>'
    text = re.sub(r"(<article[^>]*>).*(</article>)", lambda found: found[1] + code + found[2], frame, flags=re.S)
    text = re.sub(r"<title>[^|]*", f"<title>{name} ", text)
    text = re.sub(r'(href|src)="(?:\./)?(?!https?:|#)', rf'\1="{up}', text)
    return re.sub(r'(name="docfx:(?:navrel|tocrel|rel)" content=")', rf"\1{up}", text)


def main(site):
    frame = (site / "SECURITY.html").read_text()
    pages = {path.resolve(): path.read_text() for path in site.rglob("*.html")}
    for page, text in list(pages.items()):
        for link in Page(text).links:
            file = target(page, link)
            if file and file[0].suffix in LANGUAGES and file[0].is_file():
                shown = file[0].with_name(file[0].name + ".html")
                if shown not in pages:
                    pages[shown] = source_page(site, file[0], frame)
                pages[page] = pages[page].replace(f'href="{link}"', f'href="{link}.html"')
    for page, text in pages.items():
        page.write_text(text)

    parsed = {page: Page(text) for page, text in pages.items()}
    broken = checked = 0
    for page, content in parsed.items():
        for link in content.links:
            file = target(page, link)
            if file is None:
                continue
            checked += 1
            path, part = file
            if not path.is_file():
                fault = "does not exist"
            elif part and path in parsed and part not in parsed[path].names:
                fault = f"has no part {part}"
            else:
                continue
            broken += 1
            print(f"{page.relative_to(site)}: {link}: {os.path.relpath(path, site)} {fault}")
    print(f"{len(pages)} pages, {checked} links, {broken} broken")
    return broken == 0 and checked > 0


if __name__ == "__main__":
    sys.exit(0 if main(pathlib.Path(sys.argv[1]).resolve()) else 1)
