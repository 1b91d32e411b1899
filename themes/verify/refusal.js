// Why something can't be read or checked: a code, which names a sentence, and the words for it.

class Refusal extends Error {
	constructor(code, values = {}) {
		super(`${code} ${JSON.stringify(values)}`);
		this.code = code;
		this.values = values;
	}
}

function refuse(code, values) {
	throw new Refusal(code, values);
}

export { Refusal, refuse };
