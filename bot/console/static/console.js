// Starts the console's small modules. Everything works from server-rendered HTML; these make it live and comfortable.

import { startAlerts } from "./alerts.js";
import { startComposer } from "./composer.js";
import { startConnection } from "./connection.js";
import { startFiles } from "./files.js";
import { startShortcuts } from "./shortcuts.js";
import { startTheme } from "./theme.js";
import { startTimes } from "./times.js";
import { startTranscript } from "./transcript.js";

startTimes();
startTheme();
startConnection();
startAlerts();
startTranscript();
startComposer();
startFiles();
startShortcuts();
