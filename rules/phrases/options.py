"""What those read who run a command: options, baselines, reports that are there, where to write, the live monitor."""

from __future__ import annotations

PHRASES: tuple[tuple[str, str], ...] = (
    # dates and lengths of time
    ("{} `{}` is no date: {}", "{} `{}` 不是日期：{}"),
    ("{} `{}` is not a day", "{} `{}` 不是某一天"),
    ("write it as 2025-04-30", "请写成 2025-04-30"),
    ("{} is not the serial number of a day from {} to {}", "{} 不是 {} 至 {} 年间某一天的 Excel 序列号"),
    ("the date is outside the understood years", "日期不在可识别的年份内"),
    ("the instant is outside the years {}–{}", "时刻不在 {} 至 {} 年之间"),
    ("{} `{}` is no length of time", "{} `{}` 不是时长"),
    (
        "write it as 7 days, 12 hours, 30 minutes or 2 weeks; at most 100 years are understood",
        "请写成 7 days、12 hours、30 minutes 或 2 weeks；至多 100 年",
    ),
    ("--through {} lies before {}", "--through {} 早于 {}"),
    ("--through is the last day that is shown", "--through 是显示的最后一天"),
    # inputs
    ("no log is given", "没有给出记录文件"),
    ("give at least one file of events", "请至少给出一个记录文件"),
    ("there is no file `{}` ({})", "没有文件 `{}`（{}）"),
    (
        "rules of `{}` name several kinds of bearer ({}), and no entities are given",
        "`{}` 的规则涉及几类责任主体（{}），而没有给出单位清单",
    ),
    (
        "give --entities a file with the columns id, kind, owner, valid_from, valid_to: only it says who is which",
        "请用 --entities 给出单位清单（列为 id, kind, owner, valid_from, valid_to）：只有它能说明哪个单位属于哪一类",
    ),
    (
        "profile and settings are put in when a rulebook is loaded, and this one is loaded already",
        "参数组和参数在载入规则集时设定，而这个规则集已经载入",
    ),
    ("give them to load_rulebook", "请把它们交给 load_rulebook"),
    ("the {} was read in the zone {}, and `{}` judges in {}", "读取{}时的时区是 {}，而 `{}` 按 {} 判定"),
    ("the {} was read with another vocabulary than that of `{}`", "读取{}时所用的词汇不是 `{}` 的"),
    ("an `otherwise` is judged with the rule it belongs to: `{}`", "`otherwise` 随其所属的规则一起判定：`{}`"),
    ("`zhiben rules explain DIR` lists the rules", "`zhiben rules explain DIR` 列出全部规则"),
    (
        "the log map draws several events from one row, and rows are not accounted for so in parts",
        "映射文件从一行取出几条记录，分块判定不能这样计行",
    ),
    ("leave out --in-parts: registers of cases fit into memory", "请去掉 --in-parts：台账放得进内存"),
    (
        "one of the processes that worked on the log {} before it was done; no report was written",
        "处理记录的进程之一{}，没有写出报告",
    ),
    (
        "often memory ran out: close other programs, and audit again",
        "多半是内存不足：请关闭其他程序后再次审计",
    ),
    # baselines
    (
        "give the {} that an earlier `zhiben audit` wrote, or the directory of its report",
        "请给出 {}（上一次 `zhiben audit` 写出的），或其报告目录",
    ),
    ("`{}` cannot be read as a ledger: {}", "`{}` 不能作为义务台账读取：{}"),
    ("the baseline was judged by `{}`, this audit by `{}`", "基线由 `{}` 判定，本次审计由 `{}` 判定"),
    (
        "its duties have other ids: compare audits by one rulebook",
        "两者义务的编号不同：只能比较同一规则集的审计",
    ),
    ("the baseline is as of {}, which is later than this audit", "基线的基准时点是 {}，晚于本次审计"),
    ("the earlier ledger is the baseline of the later audit", "应以较早的审计为较晚审计的基线"),
    ("the baseline was judged by {} only, and not by `{}`", "基线只按 {}判定，其中没有 `{}`"),
    ("give --rule {}", "请给出 --rule {}"),
    ("`{}` is no ledger: it lacks {}", "`{}` 不是义务台账：缺少 {}"),
    ("`{}` is no ledger: it has {}", "`{}` 不是义务台账：其中有{}"),
    ("`{}` is no ledger: {}", "`{}` 不是义务台账：{}"),
    ("the verdict `{}`", "判定 `{}`"),
    ("a row without `{}`", "没有 `{}` 的行"),
    ("the duty `{}` occurs {} times in `{}`", "义务 `{}` 在 `{}` 中出现 {} 次"),
    ("`{}` does not say by which rulebook and as of when it was drawn up", "`{}` 没有说明由哪个规则集、截至何时判定"),
    ("the baseline does not say what drew it up", "基线没有说明由什么判定"),
    # reports that are there
    ("`{}` is no whole report: it lacks {}", "`{}` 不是完整的报告：缺少 {}"),
    (
        "give --ledger the directory that `zhiben audit --out` wrote; reports of older versions lack some files, and "
        "so "
        "do those written with --only",
        "请用 --ledger 给出 `zhiben audit --out` 写出的目录；旧版本的报告缺少一些文件，用 --only 写出的也是",
    ),
    ("the report in `{}` cannot be read: {}", "`{}` 中的报告无法读取：{}"),
    (
        "it was changed or cut short: run the audit again, or ask for a whole copy",
        "它被改动过或不完整：请再次审计，或索取完整的副本",
    ),
    ("changed since the report was written: {}", "报告写出之后有改动：{}"),
    (
        "what follows is told from the files as they are now; a fresh audit of the inputs says what holds",
        "以下按文件现在的内容说明；要知道实际情况，请用原输入再次审计",
    ),
    ("{} of the {} duties begin with `{}`", "{} 项义务（共 {} 项）的编号以 `{}` 开头"),
    ("write more of the id: {}", "请多写几位：{}"),
    ("none of the {} duties is `{}`", "{} 项义务中没有 `{}`"),
    ("the nearest: {}", "最接近的：{}"),
    (
        "ids stand in the column `duty` of findings.csv and ledger.parquet",
        "编号见 findings.csv 和 ledger.parquet 的 `duty` 列",
    ),
    # places to write to
    ("the report cannot be written to `{}`: {}", "报告不能写到 `{}`：{}"),
    ("it is a file, and a report is a directory", "它是文件，而报告是目录"),
    ("it holds {}, which no Zhiben report has written", "其中有不是报告写出的 {}"),
    (
        "give --out a directory that does not exist yet, or the directory of an older report",
        "请用 --out 给出尚不存在的目录，或旧报告的目录",
    ),
    ("give --out another directory", "请用 --out 给出另一个目录"),
    ("the schemas cannot be written to `{}`: {}", "模式文件不能写到 `{}`：{}"),
    ("nothing can be written to `{}`: {}", "不能写到 `{}`：{}"),
    ("give a directory in which you may write", "请给出有写入权限的目录"),
    ("give a directory that does not exist yet", "请给出尚不存在的目录"),
    ("`{}` cannot be the name of a rulebook", "`{}` 不能作规则集的名称"),
    (
        "letters, digits, `-`, `_` and `.`: give --name, such as --name safety-2025",
        "可用字母、数字、`-`、`_` 和 `.`：请用 `--name` 给出，如 `--name safety-2025`",
    ),
    ("`{}` is a file, and a rulebook is a directory", "`{}` 是文件，而规则集是目录"),
    ("give another directory", "请给出另一个目录"),
    ("`{}` is not empty: it holds {}", "`{}` 不是空目录，其中有 {}"),
    (
        "or --rule ID --event TYPE to add a rule to this rulebook",
        "要在这个规则集中加一条规则，请用 --rule ID --event TYPE",
    ),
    ("`{}` is there already", "`{}` 已经存在"),
    ("give the rule another id, or move that file away", "请给规则另一个编号，或移走该文件"),
    ("there is a rule `{}` already", "已有规则 `{}`"),
    ("give the new rule another id", "请给新规则另一个编号"),
    ("the rulebook has no {}", "规则集没有{}"),
    ("there are: {}", "现有：{}"),
    ("who owes the rule is not clear: there are several kinds", "不清楚由谁履行：单位有几类"),
    ("--bearer KIND, one of {}", "--bearer KIND，可用：{}"),
    ("no such mutant survives; take it out", "没有这样未被发现的变异，删去即可"),
    # templates of notices
    ("the notice template cannot be read: {}", "通知书模板无法读取：{}"),
    ("the notice template is not a DOCX file that can be read: {}", "通知书模板不是可读取的 DOCX 文件：{}"),
    ("unpacked it has more than {} MB", "解压后超过 {} MB"),
    ("its part {} is damaged", "其中的 {} 已损坏"),
    ("a placeholder is not written as it must be: {}", "占位符写法不对：{}"),
    ("a placeholder cannot be filled in: {}", "占位符无法填入：{}"),
    # the live monitor
    ("give --entities a file that says who is which", "请用 --entities 给出单位清单，说明哪个单位属于哪一类"),
    ("with --tui there is nowhere for the changes to go", "用 --tui 时，变化没有地方可写"),
    ("give --to FILE: the terminal shows the view", "请给出 --to FILE：终端上显示的是视图"),
    ("the state's clock stands later than --as-of already", "状态中的时钟已晚于 --as-of"),
    ("`zhiben watch` needs the extra `live`", "`zhiben watch` 需要附加组件 `live`"),
    (
        "install it with: pip install 'zhiben[live]' (it is compiled: gcc and Python's headers are needed)",
        "安装：pip install 'zhiben[live]'（需要编译，须有 gcc 和 Python 头文件）",
    ),
    ("--from `{}` is no source", "--from `{}` 不是来源"),
    (
        "jsonl:- (standard input), tail:FILE, or http://127.0.0.1:PORT",
        "可用：jsonl:-（标准输入）、tail:FILE 或 http://127.0.0.1:PORT",
    ),
    (
        "HTTP clients must show a token of at least 16 characters, and none is set",
        "HTTP 客户端须出示至少 16 个字符的令牌，而这里没有设定",
    ),
    (
        "put one into a file and give --token-file, or set ZHIBEN_TOKEN",
        "请把令牌写入文件并给出 --token-file，或设定 ZHIBEN_TOKEN",
    ),
    (
        "`{}` is no output of `zhiben watch`: its last line has no sequence number",
        "`{}` 不是 `zhiben watch` 的输出：最后一行没有序号",
    ),
    ("name a file that does not exist yet", "请给出尚不存在的文件"),
    ("the state in `{}` cannot be opened: {}", "`{}` 中的状态无法打开：{}"),
    ("name an empty folder for --state", "请用 --state 给出空目录"),
    (
        "the state in `{}` is that of another rulebook, or of other entities, coverage or waivers",
        "`{}` 中的状态属于另一个规则集，或另一份单位清单、完整性申报或豁免",
    ),
    (
        "begin a new state and send the events again: what was judged by other rules cannot be gone on with",
        "请另建状态并重新报送记录：按其他规则判定的不能接着用",
    ),
    ("the id `{}` occurs with different content; neither counts", "编号 `{}` 有不同的内容，都不计入"),
    ("the event `{}` lies ahead of time: {}", "记录 `{}` 的时间在将来：{}"),
    (
        "correct its time; to replay events of the future give --as-of",
        "请更正时间；要重放将来的记录，请给出 --as-of",
    ),
)
# What the operating system says, in small letters.
OF_SYSTEM: tuple[tuple[str, str], ...] = (
    ("no such file or directory", "没有这个文件或目录"),
    ("permission denied", "没有权限"),
    ("is a directory", "是目录，不是文件"),
    ("not a directory", "不是目录"),
    ("no space left on device", "磁盘空间不足"),
    ("read-only file system", "文件系统只读"),
)
