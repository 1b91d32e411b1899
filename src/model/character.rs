//! Which characters a person can see.

/// Whether a character does something to others that nobody sees: no text may hold one.
///
/// U+200E, U+200F, U+061C, U+202A to U+202E and U+2066 to U+2069 turn the direction of what is beside
/// them, so that a name reads as another one; U+2028 and U+2029 are line breaks that nothing shows as
/// one; U+FEFF is left over from joining files; U+FFFE and U+FFFF cannot stand in a feed or an SVG.
/// U+200C and U+200D are none of them: Persian, the scripts of India and many emoji need them.
pub fn is_unfit(character: char) -> bool {
    let is_break = matches!(character, '\t' | '\n' | '\r');
    (character.is_control() && !is_break)
        || matches!(character,
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Whether something is printed for it. Blanks, joiners, fillers, variation selectors and tags leave
/// nothing or a gap.
///
/// Source: Unicode, "Default_Ignorable_Code_Point", "White_Space".
pub fn is_visible(character: char) -> bool {
    !character.is_whitespace()
        && !is_unfit(character)
        && !matches!(character,
            '\u{AD}' | '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{206F}'
            | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}
