// What an Open Badges 3.0 credential must have, whoever signed it.
//
// Source: Open Badges v3.0, "Data Models"; Verifiable Credentials Data Model v2.0 and v1.1.
import { hasType, idOf, isFilled, isObject, isText, listOf } from './json.js';
import { isWeb } from './network.js';

const LEGACY = 'https://www.w3.org/2018/credentials/v1';
const BASES = [LEGACY, 'https://www.w3.org/ns/credentials/v2'];
// What the addresses of its contexts and schemas start with.
const OPEN_BADGES = 'https://purl.imsglobal.org/spec/ob/v3p0/context';
const SCHEMAS = 'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/';
// One for revocation and one for suspension are usual.
const MAX_ENTRIES = 8;
const SUBJECTS = { credential: 'AchievementSubject', endorsement: 'EndorsementSubject', 'status-list': 'BitstringStatusList' };

const contextsOf = (document) => listOf(document['@context']);

// What a verifiable credential of Open Badges speaks of; `null` if it is none.
function kindOf(document) {
	if (hasType(document, 'BitstringStatusListCredential')) return 'status-list';
	if (hasType(document, 'EndorsementCredential')) return 'endorsement';
	return BASES.includes(contextsOf(document)[0]) || hasType(document, 'VerifiableCredential') ? 'credential' : null;
}

// When it holds: from and until when, as written.
function validityOf(document) {
	const isLegacy = contextsOf(document)[0] === LEGACY;
	return (isLegacy ? ['issuanceDate', 'expirationDate'] : ['validFrom', 'validUntil']).map((name) => document[name]);
}

// What is wrong with its form, or worth knowing.
function shapeFindings(document, kind, contexts) {
	const all = contextsOf(document);
	const unknown = all.filter((url) => !contexts.contexts.has(url)).slice(0, 1).map((url) =>
		['not-checked', isText(url) ? 'refused.unknown-context' : 'refused.inline-context', { url }]);
	const own = listOf(document.credentialSchema).map(idOf).find((id) => isWeb(id) && !id.startsWith(SCHEMAS));
	return [
		...unknown, ...flawsOf(document, kind, all).map(flaw),
		...(all[0] === LEGACY ? [['warn', 'format.legacy']] : []),
		...(own ? [['warn', 'format.own-schema', { address: own }]] : []),
	];
}

const flaw = (name) => ['fail', 'format.flaw', { name }];

// The members that are missing or wrong.
function flawsOf(document, kind, [first, second]) {
	const { id, issuer, credentialSubject: subject, evidence, credentialStatus } = document;
	const entries = listOf(credentialStatus);
	const isList = kind === 'status-list';
	const isNamed = kind !== 'credential' || ['OpenBadgeCredential', 'AchievementCredential'].some((type) => hasType(document, type));
	return namesOfFalse({
		'@context': BASES.includes(first) && (isList || (isText(second) && second.startsWith(OPEN_BADGES))),
		type: isNamed && hasType(document, 'VerifiableCredential'),
		id: isList || isFilled(id),
		issuer: idOf(issuer)?.includes(':'),
		'issuer.type': isList || !isObject(issuer) || hasType(issuer, 'Profile'),
		'credentialSubject.type': hasType(subject, SUBJECTS[kind]),
		'credentialSubject.id': kind !== 'endorsement' || isFilled(subject?.id),
		...(kind === 'credential' && subjectRules(isObject(subject) ? subject : {})),
		'evidence.type': areAll(evidence, 'Evidence'),
		credentialStatus: entries.length <= MAX_ENTRIES && entries.every(isEntry),
	});
}

// The same statements can be written in many ways, of which only the plain one is looked up. Some
// issuers write numbers, some texts.
function isEntry(entry) {
	const { id, type, statusPurpose, statusListCredential, statusListIndex, statusSize = 1 } = entry ?? {};
	return hasType(entry, 'BitstringStatusListEntry') ? isText(statusPurpose) && isText(statusListCredential)
		&& [statusListIndex, statusSize].every((count) => typeof count !== 'object' && /^\d{1,12}$/.test(count))
		: isFilled(id) && listOf(type).some(isFilled);
}

function subjectRules({ id, identifier, result, source, image, achievement }) {
	const { id: ofAchievement, name, description, criteria, image: picture, resultDescription, alignment } = achievement ?? {};
	const isOne = (value, ...rules) => value === undefined || (!Array.isArray(value) && areAll(value, ...rules));
	return {
		credentialSubject: isText(id) || listOf(identifier).length,
		'credentialSubject.identifier': areAll(identifier, 'IdentityObject', 'identityHash', 'identityType')
			&& listOf(identifier).every(({ hashed }) => typeof hashed === 'boolean'),
		'credentialSubject.result.type': areAll(result, 'Result'),
		'credentialSubject.source': isOne(source, 'Profile'),
		'credentialSubject.image': isOne(image, 'Image', 'id'),
		'credentialSubject.achievement': hasType(achievement, 'Achievement'),
		...(isObject(achievement) && {
			'credentialSubject.achievement.id': isText(ofAchievement),
			'credentialSubject.achievement.name': isText(name),
			'credentialSubject.achievement.description': isText(description),
			'credentialSubject.achievement.criteria': isText(criteria?.id) || isText(criteria?.narrative),
			'credentialSubject.achievement.image': isOne(picture, 'Image', 'id'),
			'credentialSubject.achievement.resultDescription': areAll(resultDescription, 'ResultDescription', 'id'),
			'credentialSubject.achievement.alignment': areAll(alignment, 'Alignment', 'targetUrl'),
		}),
	};
}

function namesOfFalse(rules) {
	return Object.keys(rules).filter((name) => !rules[name]);
}

// Whether each is of that type and has these texts.
function areAll(values, type, ...texts) {
	return listOf(values).every((one) => hasType(one, type) && texts.every((name) => isText(one[name])));
}

export { flaw, kindOf, namesOfFalse, shapeFindings, validityOf };
