// Points in time, as credentials write them.

const DATE = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;

// Milliseconds since 1970, or `null`: a time without a zone could mean any of many.
function parseDate(text) {
	const parts = typeof text === 'string' && DATE.exec(text);
	if (!parts) return null;
	const [, year, month, day, hour, minute, second = '00'] = parts;
	const written = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
	const time = Date.parse(`${written}Z`);
	// The engine turns 31 April into 1 May.
	const isReal = !Number.isNaN(time) && new Date(time).toISOString().startsWith(written);
	return isReal ? Date.parse(text) : null;
}

export { parseDate };
