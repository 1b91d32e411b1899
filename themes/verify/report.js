// A report in the making: findings by step, and the verdict that follows from them.
import { isText } from './json.js';
import { findingOf } from './refusal.js';

const STEPS = ['format', 'signature', 'issuer', 'dates', 'status', 'recipient'];
// Of several findings the worst counts, which is the last here.
const STATES = ['pass', 'warn', 'not-checked', 'fail'];
// Enough to see what is wrong.
const MAX_FINDINGS = 12;

const byBadness = (one, other) => STATES.indexOf(other.state) - STATES.indexOf(one.state);

class Report {
	// Whether somebody wants to know whose badge it is.
	constructor(isRecipientAsked) {
		this.isRecipientAsked = Boolean(isRecipientAsked);
		this.found = new Map();
		this.facts = {};
	}

	// A finding is a state, the id of a sentence, and the values in it.
	add(step, ...findings) {
		for (const [state, sentence, values = {}] of findings) {
			this.found.set(JSON.stringify([step, sentence, values]), { step, state, sentence, values });
		}
	}

	// Does a part of a step; what is refused there is a finding.
	async attempt(step, work) {
		try {
			await work();
		} catch (error) {
			this.add(step, findingOf(error));
		}
	}

	// The finding that says a sentence.
	that(id) {
		return [...this.found.values()].find(({ sentence }) => sentence === id);
	}

	of(id) {
		return [...this.found.values()].filter(({ step }) => step === id).sort(byBadness).slice(0, MAX_FINDINGS);
	}

	// `undefined` if nothing was found out.
	state(step) {
		return this.of(step)[0]?.state;
	}

	// Whether all of these steps passed, perhaps with a warning.
	holds(...steps) {
		return steps.every((step) => ['pass', 'warn'].includes(this.state(step)));
	}

	verdict() {
		const fails = (...steps) => steps.some((step) => this.state(step) === 'fail');
		const core = STEPS.slice(0, 3);
		if (fails(...core)) return 'not-verified';
		if (!this.holds(...core)) return 'cannot-be-checked';
		if (fails('status')) return 'revoked';
		if (fails('dates', 'recipient')) return 'not-verified';
		const counting = this.isRecipientAsked ? STEPS : STEPS.slice(0, 5);
		return counting.every((step) => this.state(step) === 'pass') ? 'verified' : 'verified-with-warnings';
	}

	// The sentence of the verdict: that of the finding that decided, where one says it better.
	headline(verdict) {
		const deciding = {
			verified: { 'signature.hosted': 'hosted' },
			'verified-with-warnings': { 'issuer.key-only': 'unknown-key', 'issuer.unknown': 'unknown-key', 'dates.early': 'early', 'dates.expired': 'expired' },
			revoked: { 'status.revoked': 'revoked', 'status.suspended': 'suspended' },
			'not-verified': { 'recipient.other': 'other-recipient' },
			'cannot-be-checked': { 'refused.gone': 'erased' },
		}[verdict] ?? {};
		const found = Object.keys(deciding).map((id) => this.that(id)).find(Boolean);
		return { sentence: `verdict.${deciding[found?.sentence] ?? verdict}`, values: { ...found?.values, host: this.facts.domain ?? found?.values.host } };
	}

	// Whether an answer could still decide: not where something else is wrong, or unknown, already.
	canChange() {
		const isWaiting = ({ state, sentence }) => state !== 'not-checked' || /^(refused.not-asked|signature.no-key)$/.test(sentence);
		return !/^(not-verified|revoked)$/.test(this.verdict()) && STEPS.slice(0, 3).every((step) => this.of(step).every(isWaiting));
	}

	// `asks` are the sites that could be asked if the visitor agrees.
	finish(asks) {
		const verdict = this.verdict();
		const steps = STEPS.map((id) => {
			const isUnasked = id === 'recipient' && !this.isRecipientAsked;
			const none = [{ state: 'not-checked', sentence: isUnasked ? 'recipient.not-asked' : 'step.not-reached' }];
			const findings = this.of(id).length ? this.of(id) : none;
			return { id, state: findings[0].state, findings };
		});
		// An empty domain says that there is none.
		const facts = Object.entries(this.facts).filter(([id, value]) => isText(value) && (value || id === 'domain'));
		return { verdict, ...this.headline(verdict), steps, facts: facts.map(([id, value]) => ({ id, value })), asks: this.canChange() ? asks : [] };
	}
}

export { Report, STATES, byBadness };
