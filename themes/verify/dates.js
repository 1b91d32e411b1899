// Points in time, as credentials write them, and whether a badge holds now.
import { isText } from './json.js';

const DATE = /^(\d{4})-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

// How far a clock may be behind that of whoever signed something just now.
const CLOCK_ERROR = 15 * 60000;

// Milliseconds since 1970, or `NaN`: a time without a zone could mean any of many.
function parseDate(text) {
	const [, year, month, day] = (isText(text) && DATE.exec(text)) || [];
	// The engine turns 31 April into 1 May.
	return day <= new Date(Date.UTC(year, month, 0)).getUTCDate() ? Date.parse(text) : NaN;
}

// `from` and `until` as written; the latter may be missing.
function datesFinding(from, until, now) {
	const [start, end] = [parseDate(from), until === undefined ? Infinity : parseDate(until)];
	if (Number.isNaN(start + end)) return ['fail', 'dates.malformed'];
	if (start > now + CLOCK_ERROR) return ['warn', 'dates.early', { date: from }];
	if (end <= now) return ['warn', 'dates.expired', { date: until }];
	if (end < start) return ['fail', 'dates.malformed'];
	return until === undefined ? ['pass', 'dates.endless'] : ['pass', 'dates.ok', { date: until }];
}

export { CLOCK_ERROR, datesFinding, parseDate };
