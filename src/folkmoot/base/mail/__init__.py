"""Sending letters: text and HTML together, with the headers that let people stop them in one click."""

from django.core.mail import EmailMultiAlternatives


def send(*, to: str, subject: str, text: str, html: str = "", unsubscribe: str = "") -> None:
    """This will send one letter through the configured server; raises OSError (smtplib's among them) when refused.

    `unsubscribe` is an address that stops such letters by a plain POST (RFC 8058).
    """
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    if unsubscribe:
        headers |= {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    letter = EmailMultiAlternatives(" ".join(subject.split()), text, to=[to], headers=headers)
    if html:
        letter.attach_alternative(html, "text/html")
    letter.send()
