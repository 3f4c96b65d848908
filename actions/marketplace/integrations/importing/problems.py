"""Says in English or Chinese why a file or a row cannot be imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SENTENCES: Mapping[str, tuple[str, str]] = {
    # what is wrong with a value
    "missing": ("is missing", "不能为空"),
    "too_long": ("is longer than {most} characters", "超过{most}个字符"),
    "unprintable": ("contains characters that cannot be shown", "含有无法显示的字符"),
    "not_an_id": (
        "is no id: at most {most} characters, without spaces at its ends",
        "不是有效的编号：最多{most}个字符",
    ),
    "not_an_account": (
        "is no account: letters, digits and . _ @ : - only, at most 80",
        "不是有效的账号：只能包含字母、数字和 . _ @ : -，最多80个字符",
    ),
    "not_a_number": (
        "is not a number; write 1234.5 or 1,234.5",
        "不是数字，请写成1234.5或1,234.5",
    ),
    "unclear_number": (
        "may mean two numbers; write {dot} or {thousands}",
        "有两种读法，请写成{dot}或{thousands}",
    ),
    "not_whole": ("is not a whole number", "不是整数"),
    "out_of_range": ("is not between {least} and {most}", "不在{least}和{most}之间"),
    "too_exact": ("has more than {places} decimal places", "小数超过{places}位"),
    "not_a_day": ("is not a date; write 2026-12-31", "不是日期，请写成2026-12-31"),
    "not_a_moment": (
        "is not a time; write 2026-12-31 or 2026-12-31T08:30:00+08:00",
        "不是时间，请写成2026-12-31或2026-12-31T08:30:00+08:00",
    ),
    "not_one_of": ("is none of: {choices}", "不是可用的值，可填：{choices}"),
    "no_such_unit": ("is no unit that is known: {choices}", "不是已知的计量单位，可填：{choices}"),
    "no_such_currency": (
        "is no currency with an exchange rate here: {choices}. Import the kind “rates” first to add one",
        "没有汇率，目前只有：{choices}。请先导入“汇率”表添加",
    ),
    "no_such_code": ("is no ISO 4217 currency", "不是ISO 4217货币代码"),
    "no_such_country": (
        "is no country that is known; write a code such as DE, or a name",
        "不是已知的国家或地区，请填代码（如DE）或名称",
    ),
    "no_such_city": (
        "is no city in China that is known; add its province in the column {province}",
        "不是已知的中国城市，请在“{province}”一列填上省份",
    ),
    "no_such_province": ("is no province of China", "不是中国的省级行政区"),
    "no_such_carrier": ("is no carrier that is known", "不是已知的承运商"),
    "no_tracking_number": (
        "has the shape of no carrier's tracking number",
        "不符合任何承运商的运单号格式",
    ),
    "not_an_order_number": ("is no order number; write ORD- and six digits", "不是订单号，格式为ORD-加六位数字"),
    "not_tiers": (
        "is no list of prices; write quantity=price; quantity=price, such as 100=3.20; 500=2.95",
        "不是价格阶梯，请写成“数量=价格；数量=价格”，如100=3.20；500=2.95",
    ),
    "tiers_twice": ("names the quantity {quantity} twice", "数量{quantity}出现了两次"),
    "tier_gap": (
        "has no price for {moq}, the minimum order: it begins at {first}",
        "起订量{moq}没有价格：最低一档从{first}起",
    ),
    "tier_dearer": (
        "asks more for each from {more} on than from {less} on",
        "数量{more}的单价高于数量{less}的单价",
    ),
    "tier_below": ("begins below the minimum order of {moq}", "起订数量低于最小起订量{moq}"),
    "without": ("needs the column {other} as well", "还需要填写“{other}”"),
    "not_a_picture": (
        "is no name of a picture: at most {most} characters, without a folder, ending in one of {endings}",
        "不是图片文件名：最多{most}个字符，不含文件夹，扩展名为{endings}之一",
    ),
    "no_such_picture": ("is no file in the folder of pictures", "不在图片文件夹中"),
    "too_many_items": ("has more than {most} entries", "超过{most}项"),
    # what is wrong with a row
    "bad_json": ("the line is no JSON object", "这一行不是JSON对象"),
    "not_plain": ("is no plain value", "不是单个值"),
    "too_many_cells": (
        "the row has more cells than there are headings; put a value with a comma in it into quotation marks",
        "这一行的单元格多于表头的列数；含逗号的值请加英文双引号",
    ),
    "twice": ("stands in line {line} already", "与第{line}行重复"),
    "differs": ("differs from line {line} of the same order", "与同一订单第{line}行不一致"),
    "no_such_row": (
        "names {what} that is not here; import {kind} first, or mend the row that was refused there",
        "对应的{what}尚未导入，请先导入“{kind}”，或修改其中被拒绝的那一行",
    ),
    "taken": ("belongs to another row already", "已被其他行使用"),
    "other_supplier": ("belongs to another supplier: {supplier}", "属于另一家供应商：{supplier}"),
    "an_account": (
        "names an account; write its company_id, {company}",
        "填的是账号，请填该账号的公司编号：{company}",
    ),
    "before": ("lies before {other}", "早于{other}"),
    "other_role": ("is an account of the other role already", "该账号已是另一种角色"),
    "other_company": ("belongs to another company already", "该账号已属于另一家公司"),
    "does_not_fit": ("does not fit into the database", "无法写入数据库"),
    # what is wrong with a correction
    "at_source": (
        "comes from the view {view} of your database; correct it there",
        "来自您数据库中的视图{view}，请在数据库中更正",
    ),
    "overtaken": ("was changed meanwhile; look at it again", "在此期间已被更改，请重新查看"),
    # what is wrong with an event
    "not_here": ("names {what} that is not here", "对应的{what}不存在"),
    "closed": ("is closed and takes no change", "已关闭，不能再更改"),
    "other_id": ("is called {own} by your system", "在您的系统中编号为{own}"),
    "id_used": ("was used for another event", "该编号已用于其他事件"),
    "future": ("lies in the future", "时间晚于当前时间"),
    "no_zone": (
        "is no time with a zone; write 2026-12-31T08:30:00+08:00",
        "不是带时区的时间，请写成2026-12-31T08:30:00+08:00",
    ),
    "no_such_field": ("is no field of this type of event", "不是此类事件的字段"),
    "not_a_request_number": ("is no number of a request; write RFQ-10031", "不是询价单号，格式如RFQ-10031"),
    # what is wrong with a file
    "no_file": ("There is no file {file}.", "找不到文件{file}。"),
    "no_tables": (
        "There is no table to import. In a folder, name each table after what it holds: {kinds}.",
        "没有可导入的表。文件夹中的表请以其种类命名：{kinds}。",
    ),
    "unreadable_file": ("{file} cannot be read: {reason}.", "无法读取{file}：{reason}。"),
    "empty_file": ("{file} is empty.", "{file}是空文件。"),
    "no_rows": ("{file} has a heading and no rows.", "{file}只有表头，没有数据行。"),
    "wrong_encoding": (
        "{file} is neither UTF-8 nor GB18030 (byte {byte}). Save it as “CSV UTF-8”.",
        "{file}既不是UTF-8也不是GB18030编码（第{byte}字节）。请另存为“CSV UTF-8”。",
    ),
    "unknown_ending": (
        "{file} is no table that can be read: save it as .csv, .tsv, .txt, .xlsx, .xlsm, .jsonl or .ndjson.",
        "{file}不是可读取的表格，请另存为.csv、.tsv、.txt、.xlsx、.xlsm、.jsonl或.ndjson。",
    ),
    "no_template": (
        "{file}: a template ends in .csv, .xlsx or .jsonl.",
        "{file}：模板的扩展名须为.csv、.xlsx或.jsonl。",
    ),
    "bad_files": ("Several files cannot be read. {reasons}", "多个文件无法读取。{reasons}"),
    "unknown_kind": (
        "{file} does not say what it holds. Name it after its kind ({kinds}) or add --kind.",
        "无法判断{file}是什么表。请以表的种类命名文件（{kinds}），或加上--kind。",
    ),
    "missing_columns": (
        "{file} lacks the column(s) {columns}, which {kind} need. Unknown headings there: {unused}.",
        "{file}缺少“{kind}”必填的列：{columns}。表中未能识别的表头：{unused}。",
    ),
    "doubled_column": ("{file} has the column {column} twice.", "{file}的“{column}”列出现了两次。"),
    "broken_table": ("{file} is no readable table: line {line}: {reason}.", "{file}第{line}行无法解析：{reason}。"),
    "broken_workbook": ("{file} is no readable Excel workbook.", "{file}不是可读取的Excel工作簿。"),
    "no_such_sheet": ("{file} has no sheet {sheet}; it has {sheets}.", "{file}没有工作表{sheet}，现有：{sheets}。"),
    "too_hard": (
        "{file} needs more memory, or unpacks to more, than is allowed here. Split it, or import it with the command.",
        "{file}需要的内存或解压后的大小超过了此处的限制，请拆分文件，或用命令行导入。",
    ),
    "too_large_upload": (
        "At most {most} files and {megabytes} MB at a time. Import larger ones with the command.",
        "每次最多{most}个文件，共{megabytes} MB。更大的文件请用命令行导入。",
    ),
    "too_many_uploads": (
        "{most} uploads wait for a decision. Import or discard some of them first.",
        "已有{most}份上传等待处理，请先导入或放弃其中一些。",
    ),
    "bad_file_name": ("{file} is no name that a file may have here.", "{file}不能用作文件名。"),
    "doubled_file": ("{file} is there twice.", "{file}重复了。"),
    "running": (
        "Another import into this marketplace is running. Start again when it has ended.",
        "另一个导入正在进行，请等它结束后再试。",
    ),
    "demo": (
        "This marketplace holds the demo's data. Set MARKETPLACE_DATABASE_URL to a database of your own, or add"
        " --beside-demo.",
        "该数据库中是演示数据。请将MARKETPLACE_DATABASE_URL设为您自己的数据库，或加上--beside-demo。",
    ),
    # what is wrong with a view of the operator's database
    "view_lacks": (
        "{view} lacks the column {column}, such as '{example}'",
        "{view}缺少列{column}，例如'{example}'",
    ),
    "view_mistyped": (
        "{view}.{column} is {type}, of which no value can be read; it holds values such as '{example}':"
        " turn yours into such, as CASE … END AS {column}",
        "{view}.{column}的类型为{type}，其值无法读取；应为'{example}'这样的值，请在视图中转换，如CASE … END AS {column}",
    ),
    "view_value": (
        "{view}.{column}: '{value}' ({id_column} {id}) {reason}; such as '{example}'",
        "{view}.{column}：'{value}'（{id_column} {id}）{reason}，例如'{example}'",
    ),
    "view_failed": ("{view} cannot be read: {reason}", "无法读取{view}：{reason}"),
    "view_gone": (
        "{view} is no longer there. What was read from it stays as it is",
        "视图{view}已不存在，之前读取的数据保持不变",
    ),
    "view_emptied": (
        "{view}: {gone} of {there} rows are gone, too many to believe it. They stay until you say so: sync --take-away",
        "{view}：{there}行中有{gone}行已消失，数量过多，暂时保留。确认无误请运行：sync --take-away",
    ),
    "view_unused": ("{view}: these columns are not used: {columns}", "{view}：以下列未使用：{columns}"),
    "view_good": ("{view}: {rows} rows looked at, everything can be read", "{view}：已检查{rows}行，均可读取"),
    "view_absent": ("{view} is not there: nothing of this kind is read", "没有视图{view}：不读取此类数据"),
    "view_pass": (
        "{view}: {new} new, {changed} changed, {unchanged} unchanged, {refused} refused, {gone} gone",
        "{view}：新增{new}，更新{changed}，未变{unchanged}，拒绝{refused}，移除{gone}",
    ),
    "view_refused": (
        "{view}: {id_column} {id}: {column} '{value}' {reason}",
        "{view}：{id_column} {id}：{column}“{value}”{reason}",
    ),
    "no_views": (
        "The database of OPERATOR_DATABASE_URL has no view in the schema “caravan”; docs/your-database.md says which there can be.",
        "OPERATOR_DATABASE_URL所指的数据库中没有schema“caravan”的视图，可建哪些视图见docs/your-database.md。",
    ),
    "no_operator_database": (
        "Set OPERATOR_DATABASE_URL to your own database: postgresql://reader:password@host/name.",
        "请将OPERATOR_DATABASE_URL设为您自己的数据库：postgresql://reader:password@host/name。",
    ),
    "operator_database_away": (
        "The database of OPERATOR_DATABASE_URL cannot be reached: {reason}",
        "无法连接OPERATOR_DATABASE_URL所指的数据库：{reason}",
    ),
    # messages about the progress of an import
    "unused_columns": ("{file}: these columns are not used: {columns}", "{file}：以下列未使用：{columns}"),
    "passed_over": (
        "{file}: these sheets hold no known table and were passed over: {sheets}",
        "{file}：以下工作表不是已知的表，已跳过：{sheets}",
    ),
    "goes_on": (
        "{file}: goes on after line {line}, where the import was interrupted",
        "{file}：上次导入中断，从第{line}行之后继续",
    ),
    "progress": (
        "{file}: {rows} rows ({percent} %), {pace} a second, {refused} refused",
        "{file}：已处理{rows}行（{percent}%），每秒{pace}行，拒绝{refused}行",
    ),
    "outcome": (
        "{file} ({kind}): {new} new, {changed} changed, {unchanged} unchanged, {refused} refused",
        "{file}（{kind}）：新增{new}，更新{changed}，未变{unchanged}，拒绝{refused}",
    ),
    "would": (
        "{file} ({kind}) would bring: {new} new, {changed} changed, {unchanged} unchanged, {refused} refused. Nothing was written",
        "{file}（{kind}）试运行：将新增{new}，更新{changed}，未变{unchanged}，拒绝{refused}。未写入任何数据",
    ),
    "would_change": ("{file}: {id}: {column}: {old} → {new}", "{file}：{id}：{column}：{old} → {new}"),
    "takes_back": (
        "{file}: {id}: {column}: {old} → {new}, which takes back what {by} corrected on {day}",
        "{file}：{id}：{column}：{old} → {new}，将撤销{by}于{day}所作的更正",
    ),
    "report": ("{file}: what was refused, and why, is in {report}", "{file}：被拒绝的行及原因见{report}"),
    "template": ("{file} is there: fill it in, then: python -m actions.marketplace import {file}", "已生成{file}，填好后运行：python -m actions.marketplace import {file}"),
    "exists": ("{file} exists already; nothing was written.", "{file}已存在，未写入。"),
    "heading.line": ("line", "行"),
    "heading.column": ("column", "列"),
    "heading.value": ("value", "值"),
    "heading.reason": ("reason", "原因"),
}  # fmt: skip
"""The sentences in English and Chinese. The import runs without the gateway, whose catalogues it does not read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Says what is wrong: `code` is a key of `SENTENCES`, `values` fill its placeholders. `column` is the name of a
    column (None for the whole row) and `value` the text in its cell."""

    code: str
    column: str | None = None
    value: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


class BadValue(Exception):
    """Says why a text is not a value of its column: `code` is a key of `SENTENCES`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class BadFile(Exception):
    """Says why nothing of a file can be imported: `code` is a key of `SENTENCES`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def write_problem(problem: Problem) -> Mapping[str, str]:
    """Returns the problem as JSON: a code for programs, and a sentence in each language for people."""
    return {
        "code": problem.code,
        "field": problem.column or "",
        "value": problem.value,
        "reason": say(problem.code, "en", **problem.values),
        "reason_zh": say(problem.code, "zh", **problem.values),
    }


def say_problem(problem: Problem, language: str) -> str:
    """Returns a sentence about the problem."""
    return say(problem.code, language, **problem.values)


def say(code: str, language: str, **values: object) -> str:
    """Returns the sentence `code` in the language. A value that is a pair (English, Chinese) is said in that language,
    and numbers get separators of thousands."""
    index = 0 if language == "en" else 1
    said = {
        name: value[index] if isinstance(value, tuple) else f"{value:,}" if isinstance(value, int) else value
        for name, value in values.items()
    }
    return SENTENCES[code][index].format(**said)
