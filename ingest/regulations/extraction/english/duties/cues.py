"""Which verb of a parsed sentence must, must not, may, need not or should be done.

`patterns.yaml` holds the patterns. What they leave open is settled here: one verb has one
modality, "no" and "nothing" before a verb negate it, and "shall be required to" is one modality.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ingest.regulations.extraction.english.duties.nouns import is_abstract, is_actor
from ingest.regulations.extraction.english.duties.parser import pipeline
from ingest.regulations.extraction.statements import Modality
from kg.declarations import Declared, read
from kg.errors import MappingError

if TYPE_CHECKING:
    from spacy.matcher import DependencyMatcher
    from spacy.tokens import Doc, Token

_NEGATIONS = frozenset(["not", "n't", "never", "neither", "nor"])
_OF_THE_NEXT_WORD = frozenset(
    ["only", "merely", "solely", "later", "less", "more", "earlier", "exceeding", "necessarily",
     "always"]
)  # fmt: skip
_NOBODY = frozenset(["no", "neither", "none", "nothing", "nobody", "nor"])
_NEVER = frozenset(["case", "event", "circumstances", "circumstance", "time", "way", "account"])
_OF_REFRAINING: Mapping[Modality, Modality] = {
    "must": "mustnot", "mustnot": "must", "may": "neednot", "neednot": "may", "should": "mustnot",
}  # fmt: skip
"""What is meant where the verb itself is negated: "is required not to lend"."""
_SUBJECTS = frozenset(["nsubj", "nsubjpass", "csubj", "csubjpass", "expl"])


class _Force(Declared, frozen=True):
    plain: Modality
    negated: Modality
    words: frozenset[str]


class PatternToken(Declared, frozen=True):
    """One token of a pattern; the lists are alternatives."""

    name: str
    under: str = ""
    op: str = ">"
    word: tuple[str, ...] = ()
    force: tuple[str, ...] = ()
    dep: tuple[str, ...] = ()
    not_dep: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    not_tag: tuple[str, ...] = ()


class Pattern(Declared, frozen=True):
    """A pattern, its example, and what that must yield: who, modality, verb."""

    name: str
    example: str
    yields: tuple[tuple[str, Modality, str], ...]
    tokens: tuple[PatternToken, ...]
    only_by_law: bool = False


class Patterns(Declared, frozen=True):
    """The file `patterns.yaml`."""

    forces: dict[str, _Force]
    burdens: frozenset[str]
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb that is to be done or left.

    Attributes:
        verb: it. head: what bears the subject, "required" of "is required to file".
        modal: the word in front, from which on what is before belongs to the subject.
        who: who has to do it, where that is not the subject.
        passive: the verb tells what is done to its subject.
        plain: it stands under a modal verb; False for "is required to".
        sure: False where the words leave open what is meant.
    """

    verb: Token
    head: Token
    modal: Token
    modality: Modality
    who: Token | None
    passive: bool
    plain: bool
    sure: bool


class _Found(NamedTuple):
    pattern: Pattern
    tokens: dict[str, Token]


@cache
def patterns() -> Patterns:
    """The patterns, read once.

    Raises:
        MappingError: the file says something else than patterns.
    """
    return read(Path(__file__).parent / "patterns.yaml", Patterns, MappingError).value


@cache
def _forces() -> Mapping[str, _Force]:
    return {word: force for force in patterns().forces.values() for word in force.words}


@cache
def _matcher(*, modal: bool) -> DependencyMatcher:
    """The patterns of modal verbs, or all others, which few sentences can hold."""
    from spacy.matcher import DependencyMatcher

    made = DependencyMatcher(pipeline().vocab)
    for number, pattern in enumerate(patterns().patterns):
        if any("aux" in token.dep for token in pattern.tokens) == modal:
            made.add(str(number), [[_as_spacy(token) for token in pattern.tokens]])
    return made


def _as_spacy(token: PatternToken) -> dict[str, Any]:
    of_forces = [word for name in token.force for word in patterns().forces[name].words]
    attributes: dict[str, Any] = {}
    for name, wanted, unwanted in (
        ("LOWER", (*token.word, *of_forces), ()),
        ("DEP", token.dep, token.not_dep),
        ("TAG", token.tag, token.not_tag),
    ):
        if len(wanted) == 1:
            # Told apart from a list because spaCy compares one value far faster.
            attributes[name] = wanted[0]
        elif wanted:
            attributes[name] = {"IN": list(wanted)}
        elif unwanted:
            attributes[name] = {"NOT_IN": list(unwanted)}
    made: dict[str, Any] = {"RIGHT_ID": token.name, "RIGHT_ATTRS": attributes}
    return made | ({"LEFT_ID": token.under, "REL_OP": token.op} if token.under else {})


def says_must_or_may() -> Collection[str]:
    """The words of all forces: "required", "permitted", "shall"."""
    return _forces().keys()


def find_cues(doc: Doc) -> list[Cue]:
    """All verbs with a modality, in the order of the text; of one verb there is one."""
    found = list(_matches(doc))
    modals = {one.tokens["verb"]: one.tokens["force"] for one in found if _is_modal(one)}
    cues: dict[Token, Cue] = {}
    # "Shall be required to file" is a duty to file, and none to require.
    used: set[Token] = set()
    for one in found:
        if not _is_modal(one):
            cue = _deontic(one, modals)
            if cue and cue.verb not in cues:
                cues[cue.verb] = cue
                used |= {cue.head, one.tokens["force"]}
    for one in found:
        verb = one.tokens["verb"]
        if _is_modal(one) and verb not in used and verb not in cues:
            cue = _modal(verb, one.tokens["force"])
            if cue:
                cues[verb] = cue
    return sorted(cues.values(), key=lambda cue: cue.verb.i)


def _matches(doc: Doc) -> Iterator[_Found]:
    matches = _matcher(modal=True)(doc)
    if any(_says_more(token) for token in doc):
        matches += _matcher(modal=False)(doc)
    named = patterns().patterns
    numbered = [(int(doc.vocab.strings[key]), places) for key, places in matches]
    for number, places in sorted(numbered):
        pattern = named[number]
        tokens = {one.name: doc[at] for one, at in zip(pattern.tokens, places, strict=True)}
        yield _Found(pattern, tokens)


def _says_more(token: Token) -> bool:
    """Whether a word may say must or may and is no modal verb; "has" does so before "to"."""
    force = _forces().get(token.lower_)
    if force is None or token.dep_ == "aux":
        return False
    if token.lower_ == "authority" or token.lower_ in patterns().forces["need"].words:
        return token.i + 1 < len(token.doc) and token.nbor().lower_ == "to"
    return True


def _is_modal(one: _Found) -> bool:
    return one.tokens["force"].dep_ == "aux"


def _modal(verb: Token, modal: Token) -> Cue | None:
    if modal.text in {"May", "MAY"} and modal.i and verb.doc[modal.i - 1].pos_ != "PUNCT":
        # The month.
        return None
    if _is_possibility(verb, modal):
        return None
    having = _having(verb)
    if having is not None:
        return Cue(having, verb, modal, _forces()[modal.lower_].plain, None, False, True, True)
    negations = negations_of(verb, modal)
    if modal.lower_ == "need" and not negations:
        return None
    force = _forces()[modal.lower_]
    modality = force.negated if negations else force.plain
    if modality == "mustnot" and _is_burden(verb):
        modality = "neednot"
    return Cue(verb, verb, modal, modality, None, is_passive(verb), True, negations < 2)


def _having(verb: Token) -> Token | None:
    """The "have" of "shall have documented procedures", which parsers read as "have documented"."""
    before, doc = verb.nbor(-1) if verb.i else verb, verb.doc
    behind = doc[verb.i + 1] if verb.i + 1 < len(doc) else verb
    adjective = verb.tag_ == "VBN" and behind.tag_ in {"NN", "NNS", "JJ"}
    return before if adjective and before.lower_ == "have" else None


def _is_burden(verb: Token) -> bool:
    """Whether a verb lays something on its subject: "be liable for", "be bound by"."""
    laid = (verb,) if is_passive(verb) else (one for one in verb.rights if one.dep_ == "acomp")
    return any(one.lower_ in patterns().burdens for one in laid)


def _deontic(one: _Found, modals: Mapping[Token, Token]) -> Cue | None:
    """The cue of "is required to", "has the power to", "nothing prevents … from"."""
    tokens = one.tokens
    verb, word = tokens["verb"], tokens["force"]
    head = tokens.get("head", word)
    modal = modals.get(head)
    subject = subject_of(head)
    negations = negations_of(head, max(modal or head, word, key=lambda one: one.i))
    negations += any(child.lower_ == "no" and child.dep_ == "det" for child in word.lefts) and (
        head != word
    )
    if one.pattern.only_by_law:
        # What an authority requires is no law; "shall require banks to" is its own duty.
        if subject is None or is_actor(subject.text) or not _is_law(subject):
            return None
        if modal is not None and not negations:
            return None
    if verb.tag_ == "NN" and not verb.lower_.endswith("ing"):
        return None
    force = _forces()[word.lower_]
    modality = force.negated if negations else force.plain
    if is_refrained(verb):
        modality = _OF_REFRAINING[modality]
    sure = negations < 2
    if modal is not None and modal.lower_ == "should" and modality == "must":
        modality = "should"
    if modal is not None and modal.lower_ == "may" and modality in {"must", "mustnot"}:
        # "May be required to" tells what somebody else may require.
        return None
    first = modal or next(iter(head.lefts), head)
    first = first if first.dep_ in {"aux", "auxpass"} else head
    who = tokens.get("who")
    return Cue(verb, head, first, modality, who, is_passive(verb), False, sure)


def is_refrained(verb: Token) -> bool:
    """Whether a verb has a "not" of its own: "not to lend", "but not published"."""
    return any(one.dep_ == "neg" and one.lower_ == "not" for one in verb.lefts)


def refrained(modality: Modality, verb: Token) -> Modality:
    """The modality of a second verb that is negated: "shall keep but not disclose it"."""
    if modality == "must" and verb.lower_ in patterns().burdens:
        return "neednot"
    return _OF_REFRAINING[modality]


def _is_law(subject: Token) -> bool:
    return subject.lower_ in {"nothing", "article", "it"} or is_abstract(subject.text)


def _is_possibility(verb: Token, modal: Token) -> bool:
    """Whether "not always" or the like follows, which forbids nothing."""
    after = verb.doc[modal.i + 1 : modal.i + 3]
    return len(after) == 2 and after[1].lower_ in {"always", "necessarily"}


def is_passive(verb: Token) -> bool:
    """Whether a verb is a participle after "be"."""
    own = any(child.dep_ == "auxpass" for child in verb.lefts)
    if not own and verb.dep_ == "conj" and verb.tag_ in {"VBN", "VBD"}:
        return any(child.dep_ == "auxpass" for child in first_of(verb).lefts)
    return own


def first_of(verb: Token) -> Token:
    """The first of the verbs that "and" and "or" join."""
    while verb.dep_ == "conj" and verb.head.i < verb.i:
        verb = verb.head
    return verb


def subject_of(head: Token) -> Token | None:
    """Subject as it was parsed; that of the verb before where "and" joins them."""
    while True:
        for child in head.lefts:
            if child.dep_ in _SUBJECTS:
                return child
        if head.dep_ != "conj" or head.head.i > head.i:
            return None
        head = head.head


def negations_of(head: Token, modal: Token) -> int:
    """How often a verb is negated: by "not" up to a modal, its subject, or "in no case"."""
    doc = head.doc
    # "Nor shall it be obliged to": parsers hang the "nor" on the verb before.
    opening = min((one.i for one in head.lefts if one.dep_ in {"aux", "auxpass"}), default=head.i)
    inverted = opening > 0 and doc[opening - 1].lower_ == "nor"
    count = int(inverted)
    for child in head.children:
        if inverted and child.lower_ == "nor":
            continue
        if child.lower_ in _NEGATIONS and child.dep_ in {"neg", "preconj", "cc", "advmod"}:
            before = doc[max(modal.i - 1, 0)]
            nor = child.lower_ == "nor"
            following = doc[child.i + 1] if child.i + 1 < len(doc) else child
            if nor and before != child:
                continue
            count += child.i < max(head.i, modal.i) and following.lower_ not in _OF_THE_NEXT_WORD
        elif child.dep_ == "prep" and child.i < head.i:
            count += any(
                noun.lower_ in _NEVER and any(word.lower_ == "no" for word in noun.lefts)
                for noun in child.children
            )
    subject = subject_of(head)
    if subject is not None:
        first = doc[subject.left_edge.i]
        count += bool({first.lower_, subject.lower_} & _NOBODY)
    return min(count, 2)
