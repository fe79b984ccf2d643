"""What people who fill in registers read most: sentences about dates, numbers, words, rows, columns and units."""

from __future__ import annotations

PHRASES: tuple[tuple[str, str], ...] = (
    # dates
    ("the day is missing; a month alone is not guessed at", "缺少“日”；只有月份，不作猜测"),
    ("the year is missing; it is not guessed at", "缺少年份，不作猜测"),
    ("the year and the day are missing", "缺少年份和日"),
    ("the year has two digits; write all four", "年份只有两位，请写满四位"),
    ("this is a year; month and day are missing", "只有年份，缺少月和日"),
    ("these are words, not a date", "这是文字，不是日期"),
    ("this is not a date", "这不是日期"),
    ("there is no such day", "没有这一天"),
    ("{} is a year, not a date", "{} 是年份，不是日期"),
    ("the year {} is outside {}–{}", "年份 {} 不在 {} 至 {} 之间"),
    (
        "these are several days; an event has one: write the first or the last, or a row for each",
        "这里写了几天，而一条记录只有一个日期：请写第一天或最后一天，或每天各写一行",
    ),
    (
        'this is a date without separators; a log map reads it by `format: "%Y%m%d"`',
        '日期中没有分隔符；可在映射文件中用 `format: "%Y%m%d"` 读取',
    ),
    (
        "{} is stored as a number and may be January or October {}, because 2024.10 becomes 2024.1; no month of this "
        "column written like that can be trusted",
        "{} 被存成了数字，可能是 {} 年 1 月，也可能是 10 月，因为 2024.10 会变成 2024.1；本列这样写的月份都不可信",
    ),
    (
        "{} is stored as a number, a year and perhaps a month; the day is missing",
        "{} 被存成了数字，只有年份，或许还有月份；缺少“日”",
    ),
    (
        "dates are written 2024-03-25, 2024/3/25, 2024.3.25 or 2024年3月25日, with or without a time such as 10:30",
        "日期写成 2024-03-25、2024/3/25、2024.3.25 或 2024年3月25日，后面可以写时间，如 10:30",
    ),
    (
        "in a log map `blank` leaves the date open, and `means` gives it that of another column",
        "在映射文件中，`blank` 表示日期未定，`means` 表示取另一列的日期",
    ),
    (
        "`{}` holds {} months stored as numbers: {}; 2024.10 becomes 2024.1, so January and October cannot be told "
        "apart, and none of these months is to be trusted",
        "“{}”列有 {} 个月份被存成了数字：{}；2024.10 会变成 2024.1，1 月和 10 月无法区分，这些月份都不可信",
    ),
    (
        "write whole days (2024-10-08) in the cells named, in a column formatted as dates or as text",
        "请把该列设为日期或文本格式，在上述单元格中写完整的日期（2024-10-08）",
    ),
    # numbers, flags, lengths of time
    ("this is not a number", "这不是数字"),
    ("a whole number was expected", "应为整数"),
    ("numbers are written 1234.5 or 1,234.5, without a unit", "数字写成 1234.5 或 1,234.5，不带单位"),
    ("this is neither yes nor no", "这里既不是“是”，也不是“否”"),
    (
        "write true or false, yes or no, 1 or 0, 是 or 否, 有 or 无, √ or ×",
        "请写 是 或 否、有 或 无、√ 或 ×、1 或 0、true 或 false",
    ),
    ("this is not a duration", "这不是时长"),
    (
        "`{}` holds {} out of all proportion ({}); half of the column is below {}, half above",
        "“{}”列有 {} 大小悬殊（{}）；本列一半的数小于 {}，一半大于它",
    ),
    (
        "they count as they stand; are they in the same unit (元, 万元), with the decimal point in its place?",
        "这些数按原样计入；单位是否一致（元、万元），小数点是否写对？",
    ),
    # words
    ("`{}` has no such value", "“{}”没有这个取值"),
    ("there is no event type `{}`", "没有“{}”这种事件类型"),
    ("did you mean `{}`?", "是否应为“{}”？"),
    (
        "in a log map `values` says which of them is meant, and `blank` leaves the field open",
        "在映射文件中，`values` 说明它指哪一个，`blank` 表示此项未填",
    ),
    # rows
    ("the {} is missing; every event has one", "缺少 {}；每条记录都要有"),
    ("the id `{}` occurs with different content, here and at {}", "编号“{}”出现两次而内容不同：此处和 {}"),
    (
        "an id names one event; correct the row that is wrong, or give it an id of its own",
        "一个编号只指一条记录；请更正写错的一行，或另给编号",
    ),
    ("the row gives no event, because none of {} is filled ({})", "这一行没有给出记录，因为 {} 都未填（{}）"),
    ("fill in the date of what happened", "请填写事情发生的日期"),
    (
        "`{}` says `{}`, which is no event, and the row is read like the others: {}",
        "“{}”写的是“{}”，表明没有发生什么，但这一行仍按记录读入：{}",
    ),
    (
        "if nothing was found there, say so in the map: read: {skip_rows: {{}: [{}]}}",
        "如果确实没有发现问题，请在映射文件中写明：read: {skip_rows: {{}: [{}]}}",
    ),
    (
        "if this row is no case, say so in the map: read: {skip_rows: {{}: [{}]}}",
        "如果这一行不是记录，请在映射文件中写明：read: {skip_rows: {{}: [{}]}}",
    ),
    (
        "delete the row, or say in the log map: read: {skip_rows: {{}: [{}]}}",
        "请删除这一行，或在映射文件中写明：read: {skip_rows: {{}: [{}]}}",
    ),
    (
        "the declaration of coverage has no rows: nothing is declared complete, so that no absence is judged",
        "完整性申报没有任何一行：没有申报任何记录完整，因此一律不能以“没有记录”作出判定",
    ),
    (
        "declare what the log is complete for; give no coverage at all, and it counts as complete",
        "请申报哪些记录是完整的；完全不给出申报时，记录视为完整",
    ),
    ("the headings stand here once more; the row is no event", "这里又是一行表头，不是记录"),
    (
        "this row holds other headings ({}); a second form seems to begin here, and the rows below it were read by the "
        "headings of row {}",
        "这一行是另外的表头（{}），似乎从这里开始是另一张表；其下各行是按第 {} 行的表头读取的",
    ),
    ("put each form on a sheet of its own", "请把每张表放在单独的工作表里"),
    ("{} skipped, where `{}` says `{}`: {}", "跳过 {}（“{}”写的是“{}”）：{}"),
    ("{} of another row; each event counts once", "{} 与另一行相同；每条记录只计一次"),
    # columns, sheets, files
    ("the map names the column `{}`, which this file does not have", "映射文件写的列“{}”在本文件中不存在"),
    ("no event has a field `{}`; the column is not read", "没有名为“{}”的字段，该列未读取"),
    (
        "name it after a field of the vocabulary, or leave it as it is",
        "请用词汇表中的字段名作列名；不需要读取的可不改",
    ),
    ("the log has headings, but no rows", "只有表头，没有记录"),
    ("the sheet `{}` is hidden; {} not read, headings included", "工作表“{}”是隐藏的；{}（含表头）未读取"),
    ("{} read like the others: {}", "{} 照常读取：{}"),
    ("delete rows that do not count", "不该计入的行请删除"),
    ("{} without a stored value, read as empty: {}", "{} 没有保存计算结果，按空白处理：{}"),
    (
        "open the workbook in a spreadsheet program and save it, so that its formulas are calculated",
        "请用表格软件打开工作簿并保存一次，使公式得到计算",
    ),
    ("there is no such file", "没有这个文件"),
    ("open it in a spreadsheet program and save it as .xlsx", "请用表格软件打开并另存为 .xlsx"),
    # a register's columns
    (
        "`{}` is no value of `{}` and counts as empty, as the map says: {}",
        "按映射文件，“{}”不是“{}”的取值，作空白处理：{}",
    ),
    ("{} to fill in", "需填写 {}"),
    (
        "`{}` says `{}`, but `{}` is empty ({}); without a date it counts as not done",
        "“{}”写的是“{}”，但“{}”是空的（{}）；没有日期，按未完成处理",
    ),
    (
        "`{}` says `{}`, but `{}` holds `{}` ({}); it counts as not done",
        "“{}”写的是“{}”，但“{}”却填了“{}”（{}）；按未完成处理",
    ),
    ("fill in {}: the day on which it was done", "请填写 {}：完成的日期"),
    ("correct `{}`, or empty {}", "请更正“{}”，或清空 {}"),
    ("`{}` opens twice before it closes", "“{}”尚未销号又登记一次"),
    ("`{}` is closed, but never opened", "“{}”有销号而没有登记"),
    ("`{}` is closed before it is opened", "“{}”的销号早于登记"),
    ("make the key of more columns, such as unit, date and number", "请用更多的列组成编号，如单位、日期、序号"),
    ("correct the dates", "请更正日期"),
    # units
    ("`{}` is not in the registry: {}, first here", "“{}”不在单位清单中：{}，首见于此"),
    ("add it to the entities, or give it as an alias", "请把它加入单位清单，或列为别名"),
    ("`{}` seems to name several units: {}, first here", "“{}”似乎写了几个单位：{}，首见于此"),
    (
        "write a row, or a name, for each unit that took part; nobody is credited by a word for all",
        "请为参加的每个单位各写一行或逐一写出名称；用统称不会计入任何单位",
    ),
    (
        "correct `valid_from` or `valid_to` of the entity, or the time of the event",
        "请更正该单位的生效、失效日期，或记录的日期",
    ),
    # filled in, taken over, told twice
    ("{} of `{}` filled with the value above", "{} 已用上方的值填充，列 `{}`"),
    ("inside merged cells: {}", "在合并单元格内的：{} 个"),
    ("not merged are {}: {}", "不在合并单元格内的有 {} 个：{}"),
    ("{} of `{}` took the date in `{}`: {}", "{} 取了日期，列 `{}`，取自 `{}`：{}"),
    ("`{}` of `{}` read as the date in `{}`, as the map says: {}", "`{}`（列 `{}`）按映射文件取 `{}` 中的日期：{}"),
    ("`{}` of `{}` on {}, `{}`: told {} times, also at {}", "`{}`：`{}` 于 {}，`{}`，登记了 {} 次，还见于 {}"),
    ("`{}` of `{}` says `{}` word for word on {} days, first here", "`{}`：`{}` 的 `{}` 在 {} 天逐字相同，首见于此"),
    ("{} of the same, first here", "另有 {} 同类情况，首见于此"),
    ("`{}` may be {} of `{}`", "`{}` 可能是 {}，都属于 `{}`"),
    ("{} rows were announced, {} are there", "说有 {} 行，实有 {} 行"),
    ("it says that it has {} rows, and {} in its parts", "文件说有 {} 行，而各部分共 {} 行"),
    ("files: {}", "文件：{}"),
    ("this is not YAML", "这不是 YAML"),
)
