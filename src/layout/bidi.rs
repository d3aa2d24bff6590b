//! Text that runs from right to left, put into the order in which it is read.

/// Whether the character belongs to a script that runs from right to left: Hebrew, Arabic and their neighbours.
pub fn is_rtl(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}')
}
