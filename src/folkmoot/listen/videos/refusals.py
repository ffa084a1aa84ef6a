"""Why something about a video is not done, in words for the person who tried."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from folkmoot.commons.content.refusals import Refused


class NotAVideo(Refused):
    kind = "not_a_video"
    message = _("This is not a video that we know. MP4, WebM, MOV, MKV, AVI and MPEG work.")

    def __init__(self, message: Any = None, *, name: str = "", found: str = "") -> None:
        if found:
            message = _("“%(name)s” is %(found)s and not a video. MP4, WebM, MOV, MKV, AVI and MPEG work.") % {
                "name": name, "found": found,
            }  # fmt: skip
        super().__init__(message)


class TwoFilesInOne(Refused):
    kind = "two_files_in_one"
    message = _("This file is a video and an archive at once. Please send the plain video.")


class VideoIsTooLarge(Refused):
    kind = "video_too_large"
    message = _("This file is larger than we can take.")


class ShareIsUsedUp(Refused):
    kind = "share_used_up"
    message = _("There is no room left for this one beside your videos. Delete one that nobody needs any more.")


class UploadIsNotWhole(Refused):
    kind = "upload_not_whole"
    message = _("The video has not arrived whole. Choose the same file again: it goes on where it stopped.")


class WrongPlace(Refused):
    kind = "wrong_place"
    message = _("These bytes do not go on where the last ones ended.")


class CaptionsRefused(Refused):
    kind = "captions_refused"
    message = _("We could not read these captions. WebVTT (.vtt) and SubRip (.srt) work.")

    @staticmethod
    def in_line(line: int) -> Any:
        return _("Line %(line)d of the captions is wrong: from --> to, such as 00:01.000 --> 00:03.500.") % {
            "line": line
        }


class NoVideoChosen(Refused):
    kind = "no_video"
    message = _("Please choose a video first.")
