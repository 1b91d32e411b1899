// A second opinion: what the page says of badges, for tests that compare programs.
//
// Standard input, one badge per line: {"input": base64, "now", "email", "answers": {address: [status, base64]}}.
// Standard output, for each line: {"verdict", "steps": [state, …], "said": [sentence, …]}.
import { readFileSync } from 'node:fs';
import { check } from '../../themes/verify/check.js';
import { environment } from './make.js';

const decode = (base64) => new Uint8Array(Buffer.from(base64, 'base64'));

for (const line of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
	const { input, now, email, answers } = JSON.parse(line);
	const fetch = async (address) => {
		if (!Object.hasOwn(answers, address)) throw new TypeError('nobody is there');
		const [status, body] = answers[address];
		return new Response(decode(body), { status });
	};
	const report = await check(decode(input), environment({}, { fetch, now: Date.parse(now), email }));
	const said = report.steps.flatMap(({ findings }) => findings.map(({ sentence }) => sentence));
	process.stdout.write(`${JSON.stringify({ verdict: report.verdict, steps: report.steps.map(({ state }) => state), said })}\n`);
}
