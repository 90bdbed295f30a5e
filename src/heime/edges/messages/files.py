"""A picture or PDF of a message. A picture may be shown on a page; a PDF is only ever saved."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from heime.core.attachments import FileSort
from heime.edges.access import Who, actor_of, open_to
from heime.flow import read_message

_ENDING = {FileSort.JPEG: "jpg", FileSort.PNG: "png", FileSort.PDF: "pdf"}
_NOTHING_RUNS = "default-src 'none'; frame-ancestors 'none'; sandbox"


@require_GET
@open_to(Who.SIGNED_IN)
def file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """What is in it, as what it is: nothing in it is ever run or shown as a page of ours."""
    found = read_message.file(file_id, by=actor_of(request), now=timezone.now())
    sort = FileSort(found.sort)
    how = "inline" if sort.is_picture else "attachment"
    return HttpResponse(
        bytes(found.content),
        content_type=sort.value,
        headers={
            "Content-Disposition": f'{how}; filename="vedlegg.{_ENDING[sort]}"',
            "Content-Security-Policy": _NOTHING_RUNS,
            "X-Content-Type-Options": "nosniff",
        },
    )
