/**
 * Imported for its effect, first of all, by what runs in a browser: zod otherwise tries out whether it may make code of
 * text, which the page's content security policy forbids and reports.
 */
import { config } from 'zod/v4/core';

config({ jitless: true });
