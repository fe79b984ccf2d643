"""`docx`: a rectification notice (整改通知书) to every enterprise with findings, in `notices/`.

An enterprise without findings gets none; where nobody has any there is no directory.
"""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

from zhiben.reports.contents import Contents

FILE = "notices/"


def write(contents: Contents, path: Path) -> None:
    """Write one DOCX file per enterprise into the directory `path`.

    Raises:
        Unusable: the contents' own template cannot be read or filled in.
    """
    from zhiben.reports.notices.content import notices
    from zhiben.reports.notices.names import file_names
    from zhiben.reports.notices.template import NoticeTemplate

    lang, own, as_of = contents.lang, contents.notice_template, contents.audit.as_of
    template = NoticeTemplate.read(own, lang) if own is not None else NoticeTemplate.shipped(lang)
    when = datetime.combine(as_of, time())  # no time of running
    names = file_names(sorted(set(contents.audit.findings["bearer"].to_pylist())), lang)
    for bearer, values in notices(contents):
        path.mkdir(exist_ok=True)
        (path / names[bearer]).write_bytes(template.filled(values, when))
