"""Takes a secret out of an answer that repeats it: some servers echo what they refuse, and debug pages all they got."""

import html
import json
from urllib.parse import quote, quote_plus

import attrs

from procurify_client.call import Answer
from procurify_client.secret import Secret

__all__ = ["hide"]

_MASK = "********"
_SHORTEST = 6  # characters: shorter ones are parts of any text; real ones have tens


def hide(answer: Answer, secret: Secret) -> Answer:
    """Give an answer in which the secret is masked, in headers and body; the answer itself if it is not in there.

    It is found as it is, and as JSON, HTML and URLs write it, if it has six characters or more.
    """
    forms = _forms(secret.reveal())
    found = any(form.encode() in answer.content for form in forms) or any(
        form in value for form in forms for value in answer.headers.values()
    )
    if not found:
        return answer
    headers, content = dict(answer.headers), answer.content
    for form in forms:
        headers = {name: value.replace(form, _MASK) for name, value in headers.items()}
        content = content.replace(form.encode(), _MASK.encode())
    return attrs.evolve(answer, headers=headers, content=content)


def _forms(text: str) -> set[str]:
    as_json = json.dumps(text)[1:-1]
    forms = {
        text,
        as_json,
        as_json.replace("/", "\\/"),
        json.dumps(text, ensure_ascii=False)[1:-1],
        html.escape(text),
        quote(text, safe=""),
        quote_plus(text),
    }
    return forms if len(text) >= _SHORTEST else set()
