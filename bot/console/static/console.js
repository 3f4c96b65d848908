// Starts the console's small modules. Everything works from server-rendered HTML; these make it live and comfortable.

import { startAlerts } from "./alerts.js";
import { startCanned } from "./canned.js";
import { startComposer } from "./composer.js";
import { startConnection } from "./connection.js";
import { startFiles } from "./files.js";
import { startMentions } from "./mentions.js";
import { startOnce } from "./once.js";
import { startShortcuts } from "./shortcuts.js";
import { startSuggestions } from "./suggestions.js";
import { startTheme } from "./theme.js";
import { startTimes } from "./times.js";
import { startTranscript } from "./transcript.js";
import { startWriting } from "./writing.js";

startTimes();
startTheme();
startConnection();
startAlerts();
startTranscript();
startSuggestions();
startCanned();
startMentions();
startComposer();
startOnce();
startFiles();
startShortcuts();
startWriting();
