// Why something can't be read or checked: the id of a sentence, the words for it, and whether that
// condemns the badge or leaves the question open.

class Refusal extends Error {
	constructor(code, values, state) {
		super(code);
		Object.assign(this, { code, values, state });
	}
}

function refuse(code, values = {}, state = 'not-checked') {
	throw new Refusal(code, values, state);
}

function condemn(code, values) {
	refuse(code, values, 'fail');
}

// What a step is told about an error: state, id of a sentence, values in it.
function findingOf(error) {
	const { code, values, state } = error instanceof Refusal ? error : new Refusal('internal', { detail: String(error) }, 'not-checked');
	return [state, code.includes('.') ? code : `refused.${code}`, values];
}

export { Refusal, condemn, findingOf, refuse };
