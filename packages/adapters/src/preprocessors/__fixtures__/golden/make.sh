#!/bin/sh
# Writes the documents of this folder anew from their sources, with LibreOffice and pandoc as Debian has them (libreoffice-writer-nogui,
# libreoffice-calc-nogui, libreoffice-impress-nogui, pandoc). What comes out differs in bytes each time; golden.test.ts says what must not differ.
set -eu
cd "$(dirname "$0")"
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
office() { # FORMAT SOURCE
  soffice --headless "-env:UserInstallation=file://$profile" --convert-to "$1" --outdir . "sources/$2" >/dev/null
}
for format in odt docx rtf pdf; do office "$format" policy.fodt; done
for format in ods xlsx; do office "$format" prices.fods; done
for format in docx odt epub rtf; do pandoc --standalone "sources/guide.md" -o "guide.$format"; done
# Not called .html: formatters of source code would rewrite it.
pandoc --standalone sources/guide.md --to html --output guide.xhtml
pandoc --standalone sources/talk.md -o talk.pptx
for format in odp pdf; do soffice --headless "-env:UserInstallation=file://$profile" --convert-to "$format" --outdir . talk.pptx >/dev/null; done
# The same slides, as LibreOffice writes them.
soffice --headless "-env:UserInstallation=file://$profile" --convert-to "pptx:Impress MS PowerPoint 2007 XML" --outdir "$profile" talk.odp >/dev/null
mv "$profile/talk.pptx" talk-office.pptx
