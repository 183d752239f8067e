"""Readers for the kinds of documentation that Debian packages contain. Each adds what it finds under `root` to a corpus."""

import gzip
import random
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from corpus_text import Corpus, is_prose, squeeze, strip_markup

LARGEST_FILE = 1_500_000
LARGEST_TEXT_FILE = 2_000_000

# Passages taken from one package at most, so that none dominates.
PASSAGES_PER_PACKAGE = 30_000
PASSAGES_OF_PACKAGE = {"octave": 4_000, "python-pandas-doc": 6_000, "linux-doc-6.1": 25_000}

# Translations, indexes, change logs and pages of code.
SKIPPED_PAGES = re.compile(
    r"debian-handbook/html/(?!en-US)|gnucash-(guide|help)-(?!en)|apache2-doc/manual/(?!en/)"
    r"|/(de|fr|es|ja|pt|pt_BR|pt-br|it|ru|zh-cn|zh_CN|ko|tr|da|nl|pl|cs|sv)/"
    r"|\.(de|fr|es|ja|ko|tr|da|it|nl|pl|pt|ru|zh)[.-][^/]*html"
    r"|genindex|changelog|whatsnew/v|_modules|translations/"
)
NO_PROSE_BLOCK = re.compile(r'<(script|style|pre|table class="nav)[^>]*>.*?</\1>', re.DOTALL)
HTML_BLOCK = re.compile(r"<(h[1-5]|p|li|dd|td)\b[^>]*>(.*?)(?=</\1>|<(?:p|li|dd|h[1-5]|td|ul|ol)\b)", re.DOTALL)
HEADING_NUMBER = re.compile(r"^[\d.A-Z]{1,8}\.?\s+")

ROFF_REQUEST = re.compile(r'^\.(\\"|de|ds|if|ie|el|TH|nf|fi|in|ad|hy|nh|ti|sp).*$', re.MULTILINE)
ROFF_FONT = re.compile(r"\\f[A-Z]|\\f\(..|\\&|\\%")
ROFF_FONT_LINE = re.compile(r"^\.(B|I|BR|IR|RB|RI|BI|IB|SM) ?", re.MULTILINE)
ROFF_PARAGRAPH = re.compile(r"^\.(?:PP|P|LP|TP|IP|SS|RS|RE|HP).*$", re.MULTILINE)

# Packages of which there are thousands with nearly the same description.
REPETITIVE_PACKAGE = re.compile(
    r"^Package: .*-(dev|dbg|l10n|locale|dbgsym|data)"
    r"|^Package: (lib|golang-|node-|r-|ruby-|haskell|texlive|fonts-|task-|librust|hunspell|linux-)",
    re.MULTILINE,
)


def read_text(file: Path) -> str:
    """The file's text, unpacked when its name ends in .gz or .dz; empty when it cannot be read."""
    try:
        data = gzip.decompress(file.read_bytes()) if file.suffix in (".gz", ".dz") else file.read_bytes()
    except (OSError, EOFError):
        return ""
    return data.decode("utf8", "ignore")


def paragraphs(text: str) -> Iterator[str]:
    return (squeeze(part) for part in re.split(r"\n\s*\n", text))


def add_html_manuals(root: Path, corpus: Corpus, chance: random.Random) -> None:
    """Paragraphs and list items; a heading and the first longer paragraph below it are a pair."""
    taken: Counter[str] = Counter()
    for file in sorted(root.rglob("*.html*")):
        below = file.relative_to(root).parts
        package = below[3] if len(below) > 3 else "other"
        if SKIPPED_PAGES.search(str(file)) or taken[package] > PASSAGES_OF_PACKAGE.get(package, PASSAGES_PER_PACKAGE):
            continue
        text = read_text(file)
        if len(text) > LARGEST_FILE:
            continue
        heading = None
        for element, content in HTML_BLOCK.findall(NO_PROSE_BLOCK.sub(" ", text)):
            block = strip_markup(content)
            if element.startswith("h"):
                heading = HEADING_NUMBER.sub("", block)
                continue
            if is_prose(block):
                taken[package] += 1
                if heading and element == "p" and block.count(" ") >= 8:
                    corpus.add_pair(heading, block)
                    heading = None
            corpus.add_passage(block, package)


def add_desktop_help(root: Path, corpus: Corpus, chance: random.Random) -> None:
    """Mallard pages of GNOME: title, one-line description and paragraphs are paired with one another."""
    for file in (root / "usr/share/help/C").rglob("*.page"):
        text = read_text(file)
        title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
        summary = re.search(r"<desc>(.*?)</desc>", text, re.DOTALL)
        body = [strip_markup(content) for content in re.findall(r"<p>(.*?)</p>", text, re.DOTALL)]
        for paragraph in body:
            corpus.add_passage(paragraph, "gnome")
        opening = " ".join(body)[:800]
        if title and summary:
            corpus.add_pair(strip_markup(title[1]), strip_markup(summary[1]))
        for name in (title, summary):
            if name and body:
                corpus.add_pair(strip_markup(name[1]), opening)


def roff_to_text(text: str) -> str:
    """A manual page without requests and font changes; section and paragraph requests stay, to split at."""
    text = ROFF_FONT.sub("", ROFF_REQUEST.sub("", text)).replace("\\-", "-").replace("\\(aq", "'")
    return ROFF_FONT_LINE.sub("", text)


def add_manual_pages(root: Path, corpus: Corpus, chance: random.Random) -> None:
    """All paragraphs; the one-line summary is paired with the start of the description."""
    for file in (root / "usr/share/man").glob("man*/*.gz"):
        source = read_text(file)
        if source.startswith(".so"):
            continue
        text = roff_to_text(source)
        name = re.search(r'^\.SH "?NAME"?\n(.+)', text, re.MULTILINE)
        opening = None
        for section in re.split(r"^\.SH ", text, flags=re.MULTILINE):
            for part in ROFF_PARAGRAPH.split(section):
                paragraph = squeeze(re.sub(r"^\..*$", "", part, flags=re.MULTILINE))
                if not is_prose(paragraph):
                    continue
                corpus.add_passage(paragraph, "man")
                if opening is None and section.startswith("DESCRIPTION") and paragraph.count(" ") > 8:
                    opening = paragraph
        if name and opening and " - " in name[1]:
            summary = name[1].split(" - ", 1)[1]
            corpus.add_pair(summary, opening)
            corpus.add_pair(f"how to {summary}", opening)


def add_wordnet(root: Path, corpus: Corpus, chance: random.Random) -> None:
    """Glosses and examples as sentences; words with their glosses, questions for glosses, and synonyms as pairs."""
    for file in sorted((root / "usr/share/wordnet").glob("data.*")):
        for line in file.read_text(encoding="utf8", errors="ignore").splitlines():
            # The licence at the top is indented.
            if line.startswith(" ") or "|" not in line:
                continue
            head, gloss = line.split("|", 1)
            fields = head.split()
            count = int(fields[3], 16)
            words = [re.sub(r"\([a-z]+\)$", "", word.replace("_", " ")) for word in fields[4 : 4 + 2 * count : 2]]
            definition = re.sub(r';?\s*"[^"]*".*', "", gloss.strip()).strip(" ;")
            corpus.add_sentence(f"{', '.join(words[:4])}: {definition}", "wordnet")
            if definition.count(" ") >= 3:
                corpus.add_sentence(definition, "wordnet")
            for example in re.findall(r'"([^"]+)"', gloss):
                if example.count(" ") >= 2:
                    corpus.add_sentence(example, "wordnet")
            corpus.add_pair(words[0], definition)
            corpus.add_synonyms(words[0], words[1:4])
            draw = chance.random()
            if draw < 0.15:
                corpus.add_pair(f"what is the meaning of {words[0]}?", definition)
            elif draw < 0.3 and ".n" in file.name:
                corpus.add_pair(f"what is {words[0]}?", definition)


def add_thesaurus(root: Path, corpus: Corpus, chance: random.Random) -> None:
    """MyThes: a line `word|meanings`, then one line of synonyms for each meaning."""
    file = root / "usr/share/mythes/th_en_US_v2.dat"
    if not file.exists():
        return
    word = ""
    meanings = 0
    for line in file.read_text(encoding="utf8", errors="ignore").splitlines()[1:]:
        parts = line.split("|")
        if meanings > 0:
            meanings -= 1
            others = [re.sub(r"\s*\(.*?\)", "", part) for part in parts[1:]]
            corpus.add_synonyms(word, [other for other in others if other and other != word][:6])
        elif len(parts) > 1:
            word = "|".join(parts[:-1])
            meanings = int(parts[-1]) if parts[-1].isdigit() else 0


def add_jargon_file(root: Path, corpus: Corpus, chance: random.Random) -> None:
    """Entries begin at the margin; half of them are asked for as a question too."""
    text = read_text(root / "usr/share/dictd/jargon.dict.dz")
    for entry in re.split(r"\n(?=\S)", text):
        name, _, body = entry.partition("\n")
        plain = re.sub(r"<[^>]*>|\[[^\]]*\]|\(\d{4}-\d\d-\d\d\)|[{}]", "", body)
        good = [paragraph for paragraph in paragraphs(plain) if is_prose(paragraph)]
        for paragraph in good:
            corpus.add_passage(paragraph, "jargon")
        if good:
            corpus.add_pair(name.strip(), good[0])
            if chance.random() < 0.5:
                corpus.add_pair(f"what is {name.strip()}?", good[0])


def add_plain_text(root: Path, corpus: Corpus, chance: random.Random) -> None:
    """Fortunes, Perl's own documentation and text files."""
    for file in (root / "usr/share/games/fortunes").glob("*"):
        if file.suffix not in (".dat", ".u8"):
            for fortune in read_text(file).split("\n%\n"):
                corpus.add_passage(squeeze(fortune), "fortunes")
    for file in (root / "usr/share/perl").rglob("*.pod"):
        for part in read_text(file).split("\n\n"):
            if part and part[0] not in "= \t":
                corpus.add_passage(squeeze(re.sub(r"[A-Z]<+([^<>]*)>+", r"\1", part)), "pod")
    for file in (root / "usr/share/doc").rglob("*.txt*"):
        if re.search(r"html/_sources|changelog|copyright", str(file)):
            continue
        text = read_text(file)
        if len(text) < LARGEST_TEXT_FILE:
            for paragraph in paragraphs(text):
                corpus.add_passage(paragraph, "text")


def add_package_descriptions(lists: list[Path], corpus: Corpus, chance: random.Random) -> None:
    """apt's Translation-en lists: the summary of a package is paired with its first paragraph."""
    for file in lists:
        if file.suffix == ".lz4":
            text = subprocess.run(["lz4", "-dc", str(file)], capture_output=True, text=True, check=True).stdout
        else:
            text = read_text(file)
        for entry in text.split("\n\n"):
            found = re.search(r"Description-en: (.+)\n((?: .*\n?)*)", entry)
            if not found or (REPETITIVE_PACKAGE.search(entry) and chance.random() < 0.8):
                continue
            body = [squeeze(part) for part in re.split(r"\n \.\n", found[2])]
            for paragraph in body:
                corpus.add_passage(paragraph, "packages")
            corpus.add_pair(found[1], body[0])


TREE_SOURCES: list[Callable[[Path, Corpus, random.Random], None]] = [
    add_html_manuals,
    add_desktop_help,
    add_manual_pages,
    add_wordnet,
    add_thesaurus,
    add_jargon_file,
    add_plain_text,
]
