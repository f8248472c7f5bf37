#!/usr/bin/env node
import manifest from "../package.json" with { type: "json" };
import { cli } from "./cli/cli.ts";
import { systemClock } from "./cli/clock.ts";
import { catchAll, endWith, keepHeapSmall, onSignal } from "./cli/process.ts";

keepHeapSmall();
const { argv, env, stdout, stderr } = process;
const end = endWith((code) => process.exit(code));
const crash = catchAll(env, end);
const { version } = manifest;
const surroundings = { argv: argv.slice(2), env, stdout, stderr, version, clock: systemClock, onSignal };
cli(surroundings).then(end, crash);
