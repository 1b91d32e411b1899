// An award page that was made while the award still held. A theme need not have these places.

function expire(words) {
	const page = document.querySelector('.award.valid');
	page?.classList.replace('valid', 'expired');
	page?.querySelector('.state')?.replaceChildren(words);
	page?.querySelector('.verdict')?.after(page.querySelector('.renewal') ?? '');
}

export { expire };
