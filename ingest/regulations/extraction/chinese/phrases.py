"""What stands around the verb in a clause of Chinese law: agents, adverbials, nouns.

Who punishes: in 由中国人民银行处…；对直接负责的主管人员可以处… the bank, and not the staff.
"""

from __future__ import annotations

import re

AGENT = re.compile(
    r"由(?P<agent>[^，。；由]{2,50}?)(?=责令|给予|处以?|依照|依法|按照|根据|没收|吊销|撤销|决定|负责|进行|予以|会同|制定|组织|批准|规定|作出)"
)
PHRASES = re.compile(
    r"^(?:(?:按照|依照|根据|依据|遵循|按|遵照)[^，。；]{1,40}?(?:规定|要求|原则|情形|情况|程序|标准|规则|需要|约定|办法|制度|状况|方法)的?(?:、[^，。；]{1,12}?(?:规定|要求))?，?"
    r"|(?:自|从)[^，。；]{1,50}?起[^，。；]{0,14}?(?:日|月|年|时)(?:以?内|之内)?"
    r"|(?:在|于)[^，。；]{1,40}?(?:内外|以?内(?!外)|之前|以前|时|中|下|上|前|后|之日|基础上|情况下|期间|范围内|方面|层面)(?!部)"
    r"|[一二两三四五六七八九十百\d]{1,5}(?:个工作日|日|个月|年|小时)(?:以内|之内|内)"
    r"|经[^，。；]{2,40}?(?:批准|同意|审查|授权|验收|决定|核准)(?:后|，)"
    r"|经[^，。；]{2,40}?(?=批准|同意|授权|核准)"
    r"|或者建议[^，。；]{2,20}?(?={verb})"
    r"|(?:对|与|就)[^，。；]{1,80}?(?=进行|予以|加以|实行)"
    r"|通过[^，。；]{1,40}?(?:方式|途径|渠道|手段|形式)，?"
    r"|(?:向|对|与|和|同|为|以|将|把|就|从|由|因|凭|通过|会同|用|按|比照)[^，。；]{1,40}?(?={verb}))"
)


# What makes a noun of a verb before it: 监督管理机构, 反洗钱调查的.
NOUNS = (
    "管理|机构|部门|机关|人员|制度|措施|的|信息|资料|系统|人|权|业务|活动|组织|中心|单位|公司|委员会|和|、|"
    "工作|行为|义务|情况|结果|风险|规则|标准|记录|范围|名单|部|计划|程序|决定书|报告|申请(?!人)|责任"
)
CONNECTIVES = re.compile(
    r"^(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|但是|但|并且|并|且|或者|同时|因此|其中|对此|必要时|依法|同时，)+"
)
# 对直接负责的主管人员 are those that something is done to, and never those that act.
TARGET = re.compile(r"对[^，。；]+")
_PUNISHING = re.compile(
    r"(?:可以|应当|有权)?(?:依法)?(?:并)?(?:处|给予|责令|没收|吊销|撤销|取消|警告|禁止)"
)


def punisher_of(clause: str, start: int, modal: re.Match[str], context: str) -> str | None:
    """Who punishes in 由中国人民银行处…；对直接负责的主管人员可以处…: the last agent before.

    "" where nobody is named; None where the clause punishes nobody.
    """
    before = CONNECTIVES.sub("", clause[start : modal.start()].strip("　 "))
    if not TARGET.fullmatch(before) or not _PUNISHING.match(clause[modal.start() :]):
        return None
    return next((found["agent"] for found in reversed(list(AGENT.finditer(context)))), "")
