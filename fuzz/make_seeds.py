#!/usr/bin/env python3
"""Seeds for the fuzz targets: make_seeds.py CORPUS FOLDER...   writes CORPUS/TARGET/ from the documents in the folders.

Documents up to 64 KiB are seeds of `pdf`, `docx` and `text` as they are; their content streams, bodies, styles and
CMaps are seeds of the targets that wrap such parts. Standard library only.
"""
import hashlib, os, re, sys, zipfile, zlib

MAX = 64 << 10
out, folders = sys.argv[1], sys.argv[2:]


def put(target, data):
    if data and len(data) <= MAX:
        os.makedirs(f'{out}/{target}', exist_ok=True)
        with open(f'{out}/{target}/{hashlib.sha1(data).hexdigest()[:16]}', 'wb') as f:
            f.write(data)


def pdf(data):
    put('pdf', data)
    put('objects', b'\0' + data[9:])
    put('objects', b'\3' + data[9:])
    for m in re.finditer(rb'<<((?:(?!endobj|stream).)*?)>>\s*stream\r?\n(.*?)\r?\nendstream', data, re.S):
        put('streams', m[1].replace(b'\n', b' ') + b'\n' + m[2])
        plain = m[2]
        if b'FlateDecode' in m[1]:
            try:
                plain = zlib.decompressobj().decompress(plain, MAX)
            except zlib.error:
                continue
        if b'begincmap' in plain:
            put('fonts', plain + b'%%/Subtype/TrueType%%/W[1[500 600]]')
        elif re.search(rb'\bT[jJ]\b|\bre\b', plain):
            put('content', plain)
        elif plain[:4] in (b'\0\1\0\0', b'OTTO', b'true', b'%!PS', b'\1\0\4\1', b'\1\0\4\2'):
            put('fonts', b'begincmap%%/Subtype/TrueType/Encoding/WinAnsiEncoding%%/CIDToGIDMap/Identity%%%%' + plain)


def docx(path, data):
    put('docx', data)
    try:
        package = zipfile.ZipFile(path)
        part = lambda name: package.open(name).read(1 << 20)
        body = re.search(rb'<w:body>(.*)</w:body>', part('word/document.xml'), re.S)
        put('document_xml', body[1] if body else b'')
        inner = lambda name: re.sub(rb'^.*?<w:(styles|numbering)\b[^>]*>|</w:(styles|numbering)>.*$', b'', part(name), flags=re.S)
        put('styles', inner('word/styles.xml') + b'%%' + inner('word/numbering.xml'))
    except Exception:
        pass   # a broken package is a seed as it is


for folder in folders:
    for place, _, names in os.walk(folder):
        for name in sorted(names):
            path = os.path.join(place, name)
            if not os.path.isfile(path) or os.path.getsize(path) > 4 * MAX:
                continue
            data = open(path, 'rb').read()
            if data.startswith(b'%PDF'):
                pdf(data)
            elif data.startswith(b'PK'):
                docx(path, data)
            elif name.endswith('.txt'):
                put('text', data)
put('tables', bytes(range(256)) * 4)
put('styles', b'<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>%%'
    b'<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    b'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>')
