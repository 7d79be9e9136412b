"""Who must (应当), must not (不得) or may (可以) do what, in Chinese law, by rules.

A sentence is read clause by clause. The subject stands before the modal; where nothing does, it
is the agent of 由…责令 for a power, and else what the sentence is about. The verb is the first
known verb after the adverbials; verbs joined by 并 and 或者, and clauses that go on with a verb,
have the same subject and modal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from ingest.regulations.extraction.chinese.deadlines import WORD_KEYS
from ingest.regulations.extraction.chinese.phrases import (
    AGENT,
    CONNECTIVES,
    NOUNS,
    PHRASES,
    TARGET,
    punisher_of,
)
from ingest.regulations.extraction.gazetteer import alternatives, word_lists
from ingest.regulations.extraction.statements import Modality, Obligation

_MODALS: tuple[tuple[str, Modality], ...] = (
    ("不应当|不得|严禁|不应(?!当)|不准|不可以|禁止", "mustnot"),
    ("无需|无须|不必|可以不|不需要", "neednot"),
    (
        "应当|必须|(?<![对相反适响供效回])应(?![当用急收付聘届有邀运变力对])|(?<!负)有(?:义务|责任)(?!的)",
        "must",
    ),
    ("可以|有权", "may"),
)
_MODAL = re.compile("|".join(f"(?P<m{place}>{words})" for place, (words, _) in enumerate(_MODALS)))
_SENTENCE = re.compile(r"[^。\n；]+[。；\n]?")
_TOPIC_BREAK = re.compile(r"[。\n]")


_MOST_MODALS = 20
"""In one clause; no law has more, and time grows with the square."""
_SINGLE_VERBS = frozenset("交处报设")
# 未经中国人民银行批准 is the condition of the ban behind it, in its clause or one before.
_UNAPPROVED = re.compile(
    r"未经[^，。；]{0,60}?(?:批准|许可|同意|授权|核准|审查|登记|备案|认可|允许|(?=，|$))"
)


class _Clause(NamedTuple):
    start: int
    text: str


def find_chinese_obligations(text: str) -> tuple[Obligation, ...]:
    """All obligations of a Chinese text in their order."""
    found: list[Obligation] = []
    topic_start = 0
    for sentence in _SENTENCE.finditer(text):
        if _TOPIC_BREAK.search(text, topic_start, sentence.start()):
            topic_start = sentence.start()
        found.extend(_read(text, topic_start, sentence.start(), sentence.end()))
    return tuple(found)


def _read(text: str, topic_start: int, start: int, end: int) -> Iterator[Obligation]:
    clauses = _clauses(text, start, end)
    carried: tuple[str, Modality, str | None] | None = None
    for place, clause in enumerate(clauses):
        modals = [
            one
            for one in islice(_MODAL.finditer(clause.text), _MOST_MODALS)
            if not _attributive(clause.text, one, place == 0)
        ]
        if not modals:
            # 不得采取…措施，保障…服务: what follows a ban without 或者 is no longer banned.
            if carried and (carried[1] != "mustnot" or clause.text.startswith("或者")):
                yield from _continued(clause, carried)
                if clause.text.startswith(("的，", "由")):
                    carried = None
            continue
        used = 0
        for modal in modals:
            modality = next(own for i, (_, own) in enumerate(_MODALS) if modal[f"m{i}"])
            if modal[0] in {"禁止", "严禁"} and modal.start() > used + 2:
                continue
            before = clause.text[used : modal.start()]
            subject = _subject(before) or ""
            told, punisher = bool(subject), None
            if not subject:
                context = text[topic_start : clause.start + used]
                subject = carried[0] if carried else _distant(context, modality)
                punisher = punisher_of(clause.text, used, modal, context)
                subject = punisher or subject
            if modal[0] in {"禁止", "严禁"}:
                subject = _leading_actor(clause.text[modal.end() :]) or subject
            if not subject:
                continue
            who = _obliged(subject, told, text, start, clause.start + modal.end())
            if punisher is not None:
                who = punisher or None
            rest_end = _next_modal(modals, modal, len(clause.text))
            verbs = _verbs(
                clause.text[modal.end() : rest_end], subject if modal[0] == "禁止" else ""
            )
            for order, (verb, offset, thing) in enumerate(verbs):
                at = clause.start + modal.end() + offset
                # 将线索移送…, 向…报告: the first verb has all that stands before it too.
                done = at if order else clause.start + modal.end()
                yield _made(
                    text,
                    (clause.start, at + len(verb), done, at + len(verb) + len(thing)),
                    subject,
                    modality,
                    verb,
                    thing,
                    clauses,
                    place,
                    obliged=None if verb == "给予" and not told and not punisher else who,
                )
            carried = subject, modality, who
            used = modal.end()


def _next_modal(modals: list[re.Match[str]], modal: re.Match[str], length: int) -> int:
    later = [one.start() for one in modals if one.start() > modal.start()]
    return min(later, default=length)


def _clauses(text: str, start: int, end: int) -> list[_Clause]:
    clauses = []
    for found in re.finditer(r"[^，]+，?", text[start:end]):
        words = found[0].rstrip("，。；：\n ")
        if words:
            clauses.append(_Clause(start + found.start(), words))
    return clauses


def _attributive(clause: str, modal: re.Match[str], first: bool) -> bool:
    """Whether a modal stands in a modifier: 应当履行义务的机构, or in 应当报告而未报告的.

    Args:
        first: the clause is the first of its sentence.
    """
    rest = clause[modal.end() :]
    if rest.endswith("的") and "可以" not in modal[0]:
        return True
    if modal[0] == "禁止" and modal.start() and clause[modal.start() - 1] in "止者和、或被令权":
        return True
    if re.match(rf"(?:{_any('adverbs')})*(?:{_any('verbs')})的", rest):
        return True
    inner = re.search(r"的(?P<head>[^的]{1,20})$", rest)
    if not inner or not re.search(rf"(?:{_any('actors')})$", inner["head"]):
        return False
    # 应当遵守法律的规定 ends in no actor; 按照规定应当履行义务的特定非金融机构 does, and its
    # verb is not followed by another that takes the actor as object.
    before = clause[: modal.start()]
    opens = first if not before else re.search(r"(?:按照规定|依法|和|其他)$", before) is not None
    return opens and len(inner["head"]) <= 14


_OF_AN_AUTHORITY = re.compile(r"(?<!未)经[^，。；]{2,40}?(?:批准|同意|决定)[^。；]{0,6}，")


def _obliged(subject: str, told: bool, text: str, start: int, end: int) -> str | None:
    """The subject where it is somebody, and the one who acts; else None.

    客户身份信息 of another clause is nobody, and nor is 共享信息; after 经国务院…批准 the authority
    acts, not whom the sentence began with.

    Args:
        told: it stands in the clause of the modal itself.
    """
    somebody = re.search(rf"(?:{_any('actors')}|的)$", subject) is not None
    if told:
        return subject if somebody or not re.match(_any("verbs"), subject) else None
    return subject if somebody and not _OF_AN_AUTHORITY.search(text, start, end) else None


@cache
def _any(key: str) -> str:
    """A regular expression for each word of a list in `words.yaml`."""
    return alternatives(word_lists("chinese/words.yaml", *WORD_KEYS)[key])


@cache
def _subject_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:{_any('actors')})(?=$|(?!有关|自律)(?:{_any('adverbials')}))")


def _subject(before: str) -> str | None:
    """The noun phrase at the start of what stands before a modal; None where there is none."""
    words = CONNECTIVES.sub("", before.strip("　 "))
    if TARGET.fullmatch(words):
        return None
    if not words or re.fullmatch(rf"(?:{_any('adverbs')}|{_any('adverbials')})+", words):
        return None
    ends = [found.end() for found in _subject_pattern().finditer(words)]
    if ends:
        # 由X agents and 在…设立的X modifiers stay whole: the first end that no 的 follows.
        for end in ends:
            if not re.match(r"[^，]{0,12}的", words[end:]) or end == ends[-1]:
                return words[:end].removeprefix("由")
    if re.match(r"(?:在|对|按照|依照|根据|自|经|于|向|因|为了|除)", words):
        return None
    cut = re.search(
        r"(?<=..)(?:在|按照|依照|根据|自(?!律|身|己|然|动)|经(?!营|济|理|办|纪)|于|向|因(?!素)|一般|也|还|均|都|至少|最长|最低|最高)",
        words,
    )
    return words[: cut.start()] if cut else words


def _leading_actor(rest: str) -> str | None:
    found = re.match(
        rf"(?P<actor>[^，。；]{{0,20}}?(?:{_any('actors')})(?:和(?:{_any('actors')}))?)(?={_any('verbs')}|以|利用|在)",
        rest,
    )
    return found["actor"] if found else None


def _distant(context: str, modality: Modality) -> str:
    """The subject of a clause that has none: an agent for a power, else the topic."""
    if modality == "may":
        agents = [found["agent"] for found in AGENT.finditer(context)]
        if agents:
            return agents[-1]
    for clause in re.findall(r"[^，。；\n：]+", context):
        words = _MODAL.split(CONNECTIVES.sub("", clause.strip()), maxsplit=1)[0]
        subject = _topic(words)
        if subject:
            return subject
    return ""


def _topic(words: str) -> str | None:
    """What a clause without a modal is about: its first noun phrase."""
    words = CONNECTIVES.sub("", words)
    if re.fullmatch(r"未(?!经).{2,40}的", words):
        # 未取得许可证的 are those who have none.
        return words
    if words.startswith("发现") or re.fullmatch(
        rf"(?:{_any('adverbs')}|{_any('adverbials')})*", words
    ):
        return None
    found = re.match(
        rf"(?P<topic>(?:[^，。；]{{0,40}}?(?:{_any('actors')})(?:(?:、|和|或者|以及)[^，。；]{{1,30}}?(?:{_any('actors')}))*))"
        rf"(?=(?!有关)(?:{_any('adverbials')}|{_any('verbs')}|$|的?行为|工作(?!人员)))",
        words,
    )
    if found and not re.match(r"(?:在|对|按照|依照|根据|自|经|于|向|因|为了|除|违反)", words):
        return found["topic"]
    cut = re.match(
        rf"(?P<topic>[^，。；在对按依根自经于向因为除]{{2,20}}?)(?={_any('adverbials')}|发生|期限届满|$)",
        words,
    )
    return cut["topic"] if cut else None


def _continued(clause: _Clause, carried: tuple[str, Modality, str | None]) -> Iterator[Obligation]:
    """A clause that goes on under the modal before: ，并提交… or ，编制…."""
    if clause.text.endswith("的") or re.match(r"(?:由|但|其中|包括|以|即|如)", clause.text):
        return
    # 适用前款规定的日期由国务院规定: a statement with a subject of its own.
    if re.search(r"的[^，]{1,12}由[^，]{2,30}(?:规定|制定|决定|确定)$", clause.text):
        return
    words = CONNECTIVES.sub("", clause.text)
    offset = len(clause.text) - len(words)
    joined = offset > 0 and clause.text.startswith(("并", "同时", "且", "或者"))
    stripped = _strip_adverbials(words)
    if not re.match(_any("verbs"), stripped) and not (joined and stripped):
        return
    for verb, place, thing in _verbs(words, "")[: None if joined else 2]:
        start = clause.start + offset + place
        subject, modality, obliged = carried
        end = start + len(verb) + len(thing)
        yield Obligation(
            start, end, subject, modality, verb, thing or None, None, None, subject,
            obliged, action_of(verb + thing),
        )  # fmt: skip


def verb_at_start(words: str) -> tuple[str, int] | None:
    """The known verb that a text starts with, adverbials aside, and its place; else None."""
    plain = CONNECTIVES.sub("", words)
    stripped = _strip_adverbials(plain)
    found = re.match(_any("verbs"), stripped)
    return (found[0], len(words) - len(stripped)) if found else None


@cache
def _phrases() -> re.Pattern[str]:
    return re.compile(
        PHRASES.pattern.replace(
            "{verb}",
            rf"(?:进行|予以|加以|实行|(?:{_any('adverbs')})*(?:{_any('verbs')})(?!{NOUNS}))",
        )
    )


def _strip_adverbials(words: str) -> str:
    """Words from the verb on: adverbs and 按照…规定, 自…之日起…内, 向…, 对… taken off."""
    for _ in range(8):
        shorter = re.sub(rf"^(?:{_any('adverbs')}|，|地|或者(?!建议))", "", words)
        found = _phrases().match(shorter)
        if found and found.end():
            shorter = shorter[found.end() :]
        if shorter == words:
            return words
        words = shorter
    return words


def _verbs(rest: str, actor: str) -> list[tuple[str, int, str]]:
    """Verbs under a modal with their places in `rest` and what stands behind them."""
    if actor and rest.startswith(actor):
        skipped = len(actor)
        return [(verb, place + skipped, thing) for verb, place, thing in _verbs(rest[skipped:], "")]
    words = _strip_adverbials(rest)
    if not words:
        words = rest
    place = len(rest) - len(words)
    light = re.match(r"(?:进行|予以|加以|作|实行)(?=..)", words)
    if light:
        behind = re.sub(rf"^(?:{_any('adverbs')})+", "", words[light.end() :])
        if re.match(_any("verbs"), behind):
            place, words = place + len(words) - len(behind), behind
    known = re.match(_any("verbs"), words)
    if not words:
        return []
    if known is None and re.match("对|向|将|在|按照|依照|根据|与|为|以|由|自|从|于", words):
        return []
    verb = known[0] if known else words[: 1 if words[0] in _SINGLE_VERBS else 2]
    if not verb or not re.match("[一-鿿]", verb):
        return []
    found = [(verb, place, words[len(verb) :])]
    # 采取限制或者拒绝…的措施, 强令银行发放贷款或者提供担保: the second verb is another's.
    if (verb == "采取" and re.match(_any("verbs"), words[len(verb) :])) or verb in {
        "强令",
        "要求",
        "强迫",
        "督促",
        "指导",
    }:
        return found
    pattern = re.compile(
        rf"(?:或者|并且|并|以及)(?:{_any('adverbs')})*(?:将|把|对[^，。；]{{1,12}}?)?(?P<verb>{_any('verbs')})"
    )
    for more in pattern.finditer(rest, place + len(verb)):
        if re.match(NOUNS, rest[more.end() :]):
            continue
        found.append((more["verb"], more.start("verb"), rest[more.end() :]))
    return found


def _made(
    text: str,
    places: tuple[int, int, int, int],
    subject: str,
    modality: Modality,
    verb: str,
    thing: str,
    clauses: list[_Clause],
    place: int,
    *,
    obliged: str | None,
) -> Obligation:
    """An obligation; `places` are starts and ends of the clause to its verb, and of the action."""
    start, end, done, last = places
    unapproved = _UNAPPROVED.search(text, clauses[0].start, done)
    condition = next(
        (one.text for one in reversed(clauses[:place]) if one.text.endswith(("的", "时", "后"))),
        unapproved[0] if unapproved else None,
    )
    recipient = re.search(
        r"向(?P<who>[^，。；]{2,30}?)(?=报告|报送|提出|提交|提供|申请|备案|移送|披露|通知)",
        text[start:end],
    )
    return Obligation(
        start,
        last,
        subject,
        modality,
        verb,
        thing.strip("，。；") or None,
        recipient["who"] if recipient else None,
        condition,
        subject,
        obliged,
        action_of(text[done:last]),
    )


def action_of(words: str) -> str:
    """An action without the signs around it."""
    return words.strip("，。；：、 \n")
