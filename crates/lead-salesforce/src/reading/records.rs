//! The answer to a collections call, read as it comes: each record is checked to be the one asked for
//! at its position, and of it only the values that are wanted are kept, as text.
//!
//! 2,000 records as a tree of values take twenty times the memory of their values' text, and several calls are
//! under way at once; so a record is a tree only for the moment in which it is looked at. Nothing is
//! given of an answer that did not come to its end, or that is not the answer to the question.

use crate::SalesforceError;
use lead_http::{BodyReader, Garbled};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, BufReader, Read};
use std::sync::Arc;

/// Told apart from a live lead by this field alone, so it is always read.
pub(crate) const IS_CONVERTED: &str = "IsConverted";
pub(crate) const LEAD: &str = "Lead";
const ID: &str = "Id";
const ATTRIBUTES: &str = "attributes";

pub(crate) type Record = Map<String, Value>;

/// Text of one record on the line. An object's long text areas have 1,638,400 characters together and
/// a record has 800 fields of 255 characters besides (Salesforce's limits of custom fields), which is
/// less in any writing.
pub(crate) const MOST_RECORD: usize = 8 << 20;
/// Text that is kept of one answer. More is asked for in smaller batches: that costs calls, but only
/// where leads have 4,000 bytes each and more.
pub(crate) const MOST_KEPT: usize = 8 << 20;

/// What is asked for in one call.
pub(crate) struct Wanted {
    pub(crate) object: String,
    pub(crate) ids: Vec<String>,
    pub(crate) fields: Arc<BTreeSet<String>>,
}

/// Text is kept in pieces of this size, so that it grows without being moved, and what one answer
/// gave back fits the next.
const PIECE: usize = 64 << 10;

/// Records by position, each as the text of its values, in the order of their names. A value that was
/// not given, or is no single value (an address, a list), stands there as an empty list.
#[derive(Default)]
pub(crate) struct Records {
    fields: Arc<BTreeSet<String>>,
    pieces: Vec<Vec<u8>>,
    /// Where each stands; one that was not given has no text.
    places: Vec<Place>,
    bytes: usize,
}

#[derive(Default, Clone, Copy)]
struct Place {
    piece: u32,
    start: u32,
    length: u32,
}

const NO_SINGLE_VALUE: &Value = &Value::Array(Vec::new());

impl Records {
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// Bytes of the text of all.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Bytes of the text at a position; 0 where nothing was given.
    pub(crate) fn size(&self, position: usize) -> usize {
        self.places[position].length as usize
    }

    /// The record at a position, with the single values it has; `None` where nothing was given.
    pub(crate) fn get(&self, position: usize) -> Option<Record> {
        let Place { piece, start, length } = self.places[position];
        let text = self.pieces.get(piece as usize)?.get(start as usize..)?.get(..length as usize)?;
        // This is our own writing, so it can be read.
        let values: Vec<Value> = serde_json::from_slice(text).ok()?;
        let named = self.fields.iter().cloned().zip(values);
        Some(named.filter(|(_, value)| !value.is_array()).collect())
    }

    /// Those that were given, one by one.
    pub(crate) fn given(&self) -> impl Iterator<Item = Record> {
        (0..self.len()).filter_map(|position| self.get(position))
    }

    fn push(&mut self, record: Option<&Record>) -> serde_json::Result<()> {
        let Some(record) = record else {
            self.places.push(Place::default());
            return Ok(());
        };
        let values = self.fields.iter().map(|name| {
            record
                .get(name)
                .filter(|value| !value.is_array() && !value.is_object())
                .unwrap_or(NO_SINGLE_VALUE)
        });
        let text = serde_json::to_vec(&values.collect::<Vec<_>>())?;
        if self.pieces.last().is_none_or(|piece| piece.capacity() - piece.len() < text.len()) {
            self.pieces.push(Vec::with_capacity(text.len().max(PIECE)));
        }
        let piece = self.pieces.len() - 1;
        // No text here is longer than a record may be.
        let short = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let start = short(self.pieces[piece].len());
        self.places.push(Place { piece: short(piece), start, length: short(text.len()) });
        self.pieces[piece].extend_from_slice(&text);
        self.bytes += text.len();
        Ok(())
    }
}

/// Reads an answer to its end. Waits for it, so it stands on a thread that may.
pub(crate) fn read(mut body: BodyReader, wanted: &Wanted) -> Result<Records, SalesforceError> {
    let meter = Meter { left: Cell::new(MOST_RECORD), over: Cell::new(false) };
    let records = Records { fields: Arc::clone(&wanted.fields), ..Records::default() };
    let mut reading = Reading { wanted, meter: &meter, records, fault: None };
    let metered = Metered { body: &mut body, meter: &meter };
    let mut json = serde_json::Deserializer::from_reader(BufReader::new(metered));
    let end = reading.deserialize(&mut json).and_then(|()| json.end());
    match (end, reading.fault) {
        (Ok(()), _) => Ok(reading.records),
        (Err(_), Some(fault)) => Err(fault),
        (Err(_), None) if meter.over.get() => Err(SalesforceError::RecordTooLarge { most: MOST_RECORD }),
        (Err(error), None) => Err(Garbled::because(body.first(), &error).into()),
    }
}

/// How much more may come before the record at hand is at its end.
struct Meter {
    left: Cell<usize>,
    over: Cell<bool>,
}

struct Metered<'a> {
    body: &'a mut BodyReader,
    meter: &'a Meter,
}

impl Read for Metered<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let length = self.body.read(room)?;
        let Some(left) = self.meter.left.get().checked_sub(length) else {
            self.meter.over.set(true);
            return Err(io::ErrorKind::InvalidData.into());
        };
        self.meter.left.set(left);
        Ok(length)
    }
}

struct Reading<'a> {
    wanted: &'a Wanted,
    meter: &'a Meter,
    records: Records,
    fault: Option<SalesforceError>,
}

impl Reading<'_> {
    /// Takes the next record in; the error is what the answer is, instead of what it should be.
    fn take(&mut self, given: Option<&Given>) -> Result<(), SalesforceError> {
        let mixed_up = |what| SalesforceError::MixedUp { what };
        let Wanted { object, ids, .. } = self.wanted;
        let position = self.records.len();
        let Some(asked) = ids.get(position) else {
            return Err(mixed_up(format!("{} were asked for, more came", ids.len())));
        };
        if let Some(given) = given {
            given.check(object, asked, position + 1).map_err(mixed_up)?;
        }
        let kept = self.records.push(given.map(|given| &given.record));
        kept.map_err(|_| SalesforceError::Unreadable { what: "it holds a number that is none".into() })?;
        if self.records.bytes() > MOST_KEPT && ids.len() > 1 {
            return Err(SalesforceError::TooLarge { most: MOST_KEPT });
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for &mut Reading<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for &mut Reading<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(given) = list.next_element_seed(RecordOf(self.wanted))? {
            self.meter.left.set(MOST_RECORD);
            self.take(given.as_ref()).map_err(|fault| {
                self.fault = Some(fault);
                A::Error::custom("not what was asked for")
            })?;
        }
        let (asked, came) = (self.wanted.ids.len(), self.records.len());
        if came < asked {
            let what = format!("{asked} were asked for, {came} came");
            self.fault = Some(SalesforceError::MixedUp { what });
            return Err(A::Error::custom("not what was asked for"));
        }
        Ok(())
    }
}

/// A record that was given: its wanted fields, and what tells that it is the right one.
#[derive(Default)]
struct Given {
    record: Record,
    id: Option<Value>,
    kind: Option<Value>,
    is_marked: bool,
}

impl Given {
    fn check(&self, object: &str, asked: &str, place: usize) -> Result<(), String> {
        match self.id.as_ref().and_then(Value::as_str) {
            Some(came) if came == asked => {}
            Some(came) => return Err(format!("at position {place}, {asked} was asked for and {came} came")),
            None => return Err(format!("the record at position {place} says no id")),
        }
        if self.kind.as_ref().is_some_and(|kind| kind != object) {
            return Err(format!("the record at position {place} is no {object}"));
        }
        // A missing mark would make a converted lead a live one.
        if object == LEAD && !self.is_marked {
            return Err(format!("the lead at position {place} does not say whether it is converted"));
        }
        Ok(())
    }
}

/// Reads one record, or nothing in its place.
struct RecordOf<'a>(&'a Wanted);

impl<'de> DeserializeSeed<'de> for RecordOf<'_> {
    type Value = Option<Given>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for RecordOf<'_> {
    type Value = Option<Given>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record, or null")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let mut given = Given::default();
        while let Some(name) = fields.next_key::<String>()? {
            match name.as_str() {
                ATTRIBUTES => {
                    let attributes: Value = fields.next_value()?;
                    given.kind = attributes.get("type").cloned();
                }
                ID => given.id = Some(fields.next_value()?),
                wanted if self.0.fields.contains(wanted) => {
                    let value: Value = fields.next_value()?;
                    if wanted == IS_CONVERTED {
                        given.is_marked = value.is_boolean();
                    }
                    given.record.insert(name, value);
                }
                _ => {
                    fields.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Some(given))
    }
}
