import manifest from "../package.json" with { type: "json" };
import { act } from "./action/act.ts";
import { settingsOf } from "./action/inputs.ts";
import { systemClock } from "./cli/clock.ts";
import { catchAll, endWith, keepHeapSmall, onSignal } from "./cli/process.ts";

keepHeapSmall();
const { env, stdout } = process;
const end = endWith((code) => process.exit(code));
const crash = catchAll(settingsOf(env), end);
act({ env, stdout, version: manifest.version, clock: systemClock, onSignal }).then(end, crash);
