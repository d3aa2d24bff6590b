//! Formulas (OMML, ECMA-376 part 1, 22.1), written on one line with the signs that Word draws and the file does not spell:
//! the bar of a fraction, the sign of a root, brackets, the sign of a sum.

use super::{Element, Error, Frame, Opened, Scope, Walker, Xml, skipped};
use crate::reader::docx::props::SCRIPT;

/// What stands around the parts in brackets and between them; empty where nothing does.
#[derive(Debug)]
pub(super) struct Brackets {
    begin: String,
    end: String,
    separator: String,
    /// Whether a part was opened.
    begun: bool,
}

impl Default for Brackets {
    fn default() -> Brackets {
        Brackets {
            begin: "(".to_owned(),
            end: ")".to_owned(),
            separator: "|".to_owned(),
            begun: false,
        }
    }
}

/// A part of a formula.
#[derive(Debug)]
pub(super) struct FormulaPart {
    /// How far it stands above the line of what is around it, in half-points.
    above: i64,
    /// Where in its paragraph it begins, in bytes; `None` where no sign stands beside it that binds only what is next to it.
    bound_from: Option<usize>,
}

impl Walker<'_, '_> {
    pub(super) fn start_formula(
        &mut self,
        xml: &mut Xml<'_, '_>,
        element: &Element<'_>,
    ) -> Result<Opened, Error> {
        let name = element.name();
        if name == "oMath" {
            self.formulas = self.formulas.saturating_add(1);
            return Ok(Some(Frame::Formula));
        }
        if self.formulas == 0 {
            return Ok(Some(Frame::Through));
        }
        let frame = match (name, self.frames.last_mut()) {
            ("f", _) => Frame::Fraction(true),
            ("fPr", Some(Frame::Fraction(bar))) => {
                *bar = !child_is(xml, "type", "noBar")?;
                return Ok(None);
            }
            ("num", Some(Frame::Fraction(true))) => self.bound_part(SCRIPT),
            ("den", Some(Frame::Fraction(true))) => {
                self.show("/")?;
                self.bound_part(-SCRIPT)
            }
            ("num" | "sup" | "deg", _) => self.free_part(SCRIPT),
            ("den" | "sub", _) => self.free_part(-SCRIPT),
            ("rad", _) => Frame::Root,
            ("e", Some(Frame::Root)) => {
                self.show("√")?;
                self.bound_part(0)
            }
            ("d", _) => Frame::Bracketed(Brackets::default()),
            ("dPr", Some(Frame::Bracketed(brackets))) => {
                read_brackets(xml, brackets)?;
                return Ok(None);
            }
            ("e", Some(Frame::Bracketed(brackets))) => {
                let begun = std::mem::replace(&mut brackets.begun, true);
                let sign = if begun {
                    &brackets.separator
                } else {
                    &brackets.begin
                };
                let sign = sign.clone();
                self.show(&sign)?;
                Frame::Through
            }
            ("naryPr", _) => {
                // An integral where the file names no sign.
                let sign = child_val(xml, "chr")?.unwrap_or_else(|| "∫".to_owned());
                self.show(&sign)?;
                return Ok(None);
            }
            ("phant", _) => Frame::Phantom(self.outer_hidden),
            ("phantPr", Some(Frame::Phantom(_))) => {
                self.outer_hidden |= child_is_off(xml, "show")?;
                return Ok(None);
            }
            ("fPr" | "dPr" | "phantPr", _) => return skipped(xml),
            _ => Frame::Through,
        };
        Ok(Some(frame))
    }

    pub(super) fn close_brackets(&mut self, brackets: &Brackets) -> Result<(), Error> {
        if brackets.begun {
            self.show(&brackets.end)?;
        }
        Ok(())
    }

    /// A part that nothing binds.
    fn free_part(&mut self, above: i64) -> Frame {
        self.moved_off = self.moved_off.saturating_add(above);
        Frame::Part(FormulaPart {
            above,
            bound_from: None,
        })
    }

    /// A part beside a sign that binds what is next to it: of several terms it is put in brackets.
    fn bound_part(&mut self, above: i64) -> Frame {
        self.moved_off = self.moved_off.saturating_add(above);
        let open = match self.scopes.last() {
            Some(Scope::Paragraph(paragraph)) => Some(paragraph.raw.text.len()),
            _ => None,
        };
        Frame::Part(FormulaPart {
            above,
            bound_from: open,
        })
    }

    pub(super) fn end_part(&mut self, part: &FormulaPart) {
        self.moved_off = self.moved_off.saturating_sub(part.above);
        let (Some(from), Some(Scope::Paragraph(paragraph))) = (part.bound_from, self.scopes.last_mut())
        else {
            return;
        };
        let text = &mut paragraph.raw.text;
        if text.get(from..).is_some_and(has_terms) {
            text.insert(from, '(');
            text.push(')');
        }
    }
}

/// Whether a part of a formula has more than one term; what stands in brackets is one.
fn has_terms(part: &str) -> bool {
    let part = part.trim();
    let is_term = |c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | '%');
    !part.chars().all(is_term) && !is_in_brackets(part)
}

/// Whether one pair of brackets stands around a text.
fn is_in_brackets(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) else {
        return false;
    };
    let mut open = 0_usize;
    inner.chars().all(|c| match c {
        '(' => {
            open += 1;
            true
        }
        ')' if open == 0 => false,
        ')' => {
            open -= 1;
            true
        }
        _ => true,
    }) && open == 0
}

/// `m:val` of the children of this name of the element that was opened last, which is read to its end.
fn child_val(xml: &mut Xml<'_, '_>, name: &str) -> Result<Option<String>, Error> {
    let mut val = None;
    while let Some(child) = xml.child()? {
        if child.name() == name {
            val = Some(child.val().unwrap_or_default().into_owned());
        }
        xml.skip()?;
    }
    Ok(val)
}

fn child_is(xml: &mut Xml<'_, '_>, name: &str, expected: &str) -> Result<bool, Error> {
    Ok(child_val(xml, name)?.as_deref() == Some(expected))
}

/// Whether a child of this name is there and says no.
fn child_is_off(xml: &mut Xml<'_, '_>, name: &str) -> Result<bool, Error> {
    let mut off = false;
    while let Some(child) = xml.child()? {
        off |= child.name() == name && !child.is_on();
        xml.skip()?;
    }
    Ok(off)
}

fn read_brackets(xml: &mut Xml<'_, '_>, brackets: &mut Brackets) -> Result<(), Error> {
    while let Some(child) = xml.child()? {
        let sign = child.val().unwrap_or_default().into_owned();
        match child.name() {
            "begChr" => brackets.begin = sign,
            "endChr" => brackets.end = sign,
            "sepChr" => brackets.separator = sign,
            _ => {}
        }
        xml.skip()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_several_terms_without_brackets_around_them_need_some() {
        for part in ["12", "4ac", "(x-c)", "((a+b)-(c))", "3.5%"] {
            assert!(!has_terms(part), "{part}");
        }
        for part in ["x-c", "(a)+(b)", "(x-c)2+1", "(1)(2)"] {
            assert!(has_terms(part), "{part}");
        }
    }
}
