/** Gathers the parts of the chat that are loaded after the first message. */

import { alertOf } from "./alerts.js";
import { Attachments, OutgoingFiles } from "./attachments.js";
import { Banners, QueueSign } from "./banners.js";
import { Cards } from "./cards.js";
import { Feedback } from "./feedback.js";
import { forgetAll, uploadAll } from "./files/sending.js";
import { Tray } from "./files/tray.js";
import { clean, forget, keep } from "./files/uploads.js";
import { RequestForm } from "./forms/request.js";
import { Jump } from "./jump.js";
import { MenuItems } from "./menu.js";
import "./more_icons.js";
import { NewConversation } from "./new_conversation.js";
import { Notice } from "./notice.js";
import { FilesTold, OutgoingState } from "./outgoing.js";
import { TelegramLink } from "./telegram_link.js";
import { Typing } from "./typing.js";
import { Welcome } from "./welcome.js";

export { Attachments, Banners, Cards, Feedback, FilesTold, Jump, MenuItems, NewConversation, Notice, OutgoingFiles, OutgoingState, QueueSign, RequestForm, TelegramLink, Tray, Typing, Welcome };
export { alertOf, clean, forget, forgetAll, keep, uploadAll };
