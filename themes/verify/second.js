// What the second script gives to the first one. `OLDER_CONTEXTS` stands above, written by the program.
import { nameAlike } from './alike.js';
import { checkAssertion } from './assertion.js';
import { besidePage, isErased } from './beside.js';
import { expire } from './expire.js';
import { ContextSet } from './jsonld.js';
import { signedJson } from './json-proof.js';
import { verifyWithNumbers } from './numbers.js';
import { checkEndorsements, checkNewer, toldOf } from './others.js';
import { foreignIds, withoutAddress } from './owners.js';
import { recipientFindings } from './recipient.js';
import { checkIdList } from './revoked.js';
import { fromSvg } from './svg.js';
import { readTables } from './tables.js';
import { checkToken, readJwk, readToken } from './tokens.js';

const allContexts = () => new ContextSet(readTables({ shared: CONTEXTS.shared, tables: [...CONTEXTS.tables, ...OLDER_CONTEXTS] }));
const SECOND = {
	allContexts, besidePage, checkAssertion, checkEndorsements, checkIdList, checkNewer, checkToken, expire, foreignIds, fromSvg, isErased, nameAlike, readJwk,
	readToken, recipientFindings, signedJson, toldOf, verifyWithNumbers, withoutAddress,
};

export { SECOND };
