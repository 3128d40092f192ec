//! The structure knows in which row and cell of which table a text stands, closed or not.
//!
//! Exports leave out end tags as browsers allow it. This puts them in: its events are
//! tables, rows and cells that each begin and end, one within the other.

use super::tokens::{Element, Tag, Token};

/// Tables within tables. Browsers follow 512 elements down; what lies deeper is text of the cell.
const MOST_DEPTH: usize = 100;

/// What a page's tables consist of.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event {
    TableStart,
    /// A head, body or foot ends: no cell stretches beyond it.
    SectionEnd,
    RowStart,
    CellStart {
        rows: u32,
        columns: u32,
    },
    Text(Vec<u8>),
    LongText,
    /// A link begins, to this address.
    Link(String),
    /// A new line begins.
    Line,
    CellEnd,
    RowEnd,
    TableEnd,
    CutOff,
}

/// An event with the number of tables it lies in, its own included.
pub(super) type At = (usize, Event);

/// How far into a table the page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Table,
    Row,
    Cell,
}

/// Puts in what is left out.
#[derive(Default)]
pub(super) struct Structure {
    /// The tables that are open, the innermost last.
    open: Vec<Place>,
    /// Tables open below [`MOST_DEPTH`].
    deeper: u32,
    /// Within what nobody sees.
    is_unseen: bool,
}

impl Structure {
    /// Takes a token; gives what it says and what it implies.
    pub(super) fn take(&mut self, token: Token, events: &mut Vec<At>) {
        if self.is_unseen {
            match token {
                Token::Close(Element::Unseen) => self.is_unseen = false,
                Token::CutOff => self.emit(Event::CutOff, events),
                _ => {}
            }
            return;
        }
        match token {
            Token::Text(text) => self.emit(Event::Text(text), events),
            Token::LongText => self.emit(Event::LongText, events),
            Token::CutOff => self.emit(Event::CutOff, events),
            Token::Open(tag) => self.open(tag, events),
            Token::Close(element) => self.close(element, events),
        }
    }

    /// The page ends, and with it all that is open.
    pub(super) fn finish(&mut self, events: &mut Vec<At>) {
        while !self.open.is_empty() {
            self.end_table(events);
        }
        self.emit(Event::Line, events);
    }

    fn open(&mut self, tag: Tag, events: &mut Vec<At>) {
        match tag.element {
            Element::Unseen => self.is_unseen = true,
            Element::Block => self.emit(Event::Line, events),
            Element::Link => {
                if let Some(link) = tag.link {
                    self.emit(Event::Link(link), events);
                }
            }
            Element::Other => {}
            Element::Table if self.open.len() == MOST_DEPTH => self.deeper = self.deeper.saturating_add(1),
            _ if self.deeper > 0 => {}
            Element::Table => {
                // A table can stand in another's cell only; elsewhere the other was not closed.
                if self.open.last().is_some_and(|place| *place != Place::Cell) {
                    self.end_table(events);
                }
                self.start_table(events);
            }
            Element::Section | Element::Aside => {
                if !self.open.is_empty() {
                    self.end_row(events);
                    self.emit(Event::SectionEnd, events);
                }
            }
            Element::Row => {
                self.end_row(events);
                self.start_row(events);
            }
            Element::Cell => {
                self.end_cell(events);
                if self.open.last() != Some(&Place::Row) {
                    self.start_row(events);
                }
                self.start_cell(tag.rows, tag.columns, events);
            }
        }
    }

    fn close(&mut self, element: Element, events: &mut Vec<At>) {
        match element {
            Element::Block => self.emit(Event::Line, events),
            Element::Table if self.deeper > 0 => self.deeper -= 1,
            _ if self.deeper > 0 => {}
            Element::Cell => self.end_cell(events),
            Element::Row => self.end_row(events),
            Element::Section | Element::Aside if !self.open.is_empty() => {
                self.end_row(events);
                self.emit(Event::SectionEnd, events);
            }
            Element::Table if !self.open.is_empty() => self.end_table(events),
            _ => {}
        }
    }

    fn emit(&self, event: Event, events: &mut Vec<At>) {
        events.push((self.open.len(), event));
    }

    fn start_table(&mut self, events: &mut Vec<At>) {
        self.open.push(Place::Table);
        self.emit(Event::TableStart, events);
    }

    /// Starts a row, and a table where a page has rows outside of one.
    fn start_row(&mut self, events: &mut Vec<At>) {
        if self.open.is_empty() {
            self.start_table(events);
        }
        self.set(Place::Row);
        self.emit(Event::RowStart, events);
    }

    fn start_cell(&mut self, rows: u32, columns: u32, events: &mut Vec<At>) {
        self.set(Place::Cell);
        self.emit(Event::CellStart { rows, columns }, events);
    }

    fn end_cell(&mut self, events: &mut Vec<At>) {
        if self.open.last() == Some(&Place::Cell) {
            self.emit(Event::CellEnd, events);
            self.set(Place::Row);
        }
    }

    fn end_row(&mut self, events: &mut Vec<At>) {
        self.end_cell(events);
        if self.open.last() == Some(&Place::Row) {
            self.emit(Event::RowEnd, events);
            self.set(Place::Table);
        }
    }

    fn end_table(&mut self, events: &mut Vec<At>) {
        self.end_row(events);
        self.emit(Event::TableEnd, events);
        self.open.pop();
    }

    fn set(&mut self, place: Place) {
        if let Some(innermost) = self.open.last_mut() {
            *innermost = place;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    /// The events of a page, in short.
    fn events_of(page: &str) -> String {
        let (mut structure, mut events) = (Structure::default(), Vec::new());
        for token in tokens(page.as_bytes()) {
            structure.take(token.unwrap(), &mut events);
        }
        structure.finish(&mut events);
        let short = events.into_iter().map(|(_, event)| match event {
            Event::TableStart => "{".into(),
            Event::TableEnd => "}".into(),
            Event::SectionEnd => ";".into(),
            Event::RowStart => "[".into(),
            Event::RowEnd => "]".into(),
            Event::CellStart { rows, columns } => format!("({rows}x{columns} "),
            Event::CellEnd => ")".into(),
            Event::Text(text) => String::from_utf8(text).unwrap().trim().to_owned(),
            Event::Link(link) => format!("@{link} "),
            Event::Line => "/".into(),
            Event::LongText | Event::CutOff => "!".into(),
        });
        short.collect()
    }

    #[test]
    fn what_is_left_out_is_put_in() {
        let closed = "<table><tbody><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></tbody></table>";
        assert_eq!(events_of(closed), "{;[(1x1 a)(1x1 b)][(1x1 c)];}/");
        assert_eq!(events_of("<table><tr><td>a<td>b<tr><th>c</table>"), "{[(1x1 a)(1x1 b)][(1x1 c)]}/");
        assert_eq!(events_of("<table><td>a<td>b<tr><td>c"), "{[(1x1 a)(1x1 b)][(1x1 c)]}/");
        assert_eq!(events_of("<tr><td>a</td></tr>"), "{[(1x1 a)]}/");
        assert_eq!(
            events_of("<table><tr><td>a<table><tr><td>b</table>c</table>"),
            "{[(1x1 a{[(1x1 b)]}c)]}/"
        );
        assert_eq!(events_of("<table><tr><td>a</tr><table><tr><td>b"), "{[(1x1 a)]}{[(1x1 b)]}/");
        assert_eq!(events_of("<table><tr>a</tr></table></table></td>"), "{[a]}/");
    }

    #[test]
    fn what_nobody_sees_is_not_heard() {
        let page = "<head><title>Leads</title><style>td {}</style></head><xml><x>1</x></xml><!--[if gte mso 9]>\
                    <xml><Name>S</Name></xml><![endif]--><![if !x]><p>seen";
        assert_eq!(events_of(page), "///seen/");
    }

    #[test]
    fn tables_without_end_take_no_depth() {
        let page = format!("{}<tr><td>x", "<table><tr><td>".repeat(100_000));
        let mut structure = Structure::default();
        let mut events = Vec::new();
        for token in tokens(page.as_bytes()) {
            structure.take(token.unwrap(), &mut events);
        }
        assert_eq!(structure.open.len(), MOST_DEPTH);
    }
}
