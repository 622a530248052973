//! How our values stand in SQLite's columns: ids as text a person can read, moments as whole microseconds since 1970 in
//! UTC (so that they sort and compare), payloads as compact JSON text.

use rusqlite::{
    Row, ToSql,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};
use serde::{Serialize, de::DeserializeOwned};
use std::{error::Error, fmt::Display, str::FromStr};
use time::OffsetDateTime;

/// A value kept as the text it displays as.
pub(crate) struct Text<T>(pub(crate) T);

impl<T: Display> ToSql for Text<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.to_string().into())
    }
}

impl<T: FromStr<Err: Error + Send + Sync + 'static>> FromSql for Text<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(FromSqlError::other)
    }
}

/// A moment, to the microsecond.
pub(crate) struct Moment(pub(crate) OffsetDateTime);

impl ToSql for Moment {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok((self.0.unix_timestamp() * 1_000_000 + i64::from(self.0.microsecond())).into())
    }
}

impl FromSql for Moment {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let micros = i64::column_result(value)?;
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000)
            .map(Self)
            .map_err(|_| FromSqlError::OutOfRange(micros))
    }
}

/// A value kept as JSON text.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: Serialize> ToSql for Json<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        serde_json::to_string(&self.0)
            .map(Into::into)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
    }
}

impl<T: DeserializeOwned> FromSql for Json<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?).map(Self).map_err(FromSqlError::other)
    }
}

/// Reads an id or another value kept as [`Text`].
pub(crate) fn text<T>(row: &Row<'_>, column: &str) -> rusqlite::Result<T>
where
    T: FromStr<Err: Error + Send + Sync + 'static>,
{
    row.get::<_, Text<T>>(column).map(|value| value.0)
}

/// Reads a value kept as [`Text`] that may be NULL.
pub(crate) fn optional_text<T>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>>
where
    T: FromStr<Err: Error + Send + Sync + 'static>,
{
    Ok(row.get::<_, Option<Text<T>>>(column)?.map(|value| value.0))
}

/// Reads a moment.
pub(crate) fn moment(row: &Row<'_>, column: &str) -> rusqlite::Result<OffsetDateTime> {
    row.get::<_, Moment>(column).map(|value| value.0)
}

/// Reads a moment that may be NULL.
pub(crate) fn optional_moment(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<OffsetDateTime>> {
    Ok(row.get::<_, Option<Moment>>(column)?.map(|value| value.0))
}

/// Reads a JSON payload.
pub(crate) fn json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    row.get::<_, Json<T>>(column).map(|value| value.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;
    use time::macros::datetime;

    #[test]
    fn moments_keep_their_microsecond_and_their_order() {
        let connection = Connection::open_in_memory().unwrap();
        let round = |moment: OffsetDateTime| -> OffsetDateTime {
            connection.query_row("SELECT ?1", [Moment(moment)], |row| row.get::<_, Moment>(0)).unwrap().0
        };
        let fine = datetime!(2026-11-22 20:30:00.123456 UTC);
        assert_eq!(round(fine), fine);
        let far = datetime!(9999-12-31 23:59:59 UTC);
        assert_eq!(round(far), far, "“never ends” dates must not overflow");
        let early = datetime!(1969-12-31 23:59:59.25 UTC);
        assert_eq!(round(early), early, "moments before 1970 count downwards, fractions upwards");
        let elsewhere = datetime!(2026-11-22 21:30:00.123456 +1);
        assert_eq!(round(elsewhere).offset(), time::UtcOffset::UTC, "one offset in, UTC out");
    }

    #[test]
    fn a_broken_id_is_an_error_and_not_a_default() {
        let connection = Connection::open_in_memory().unwrap();
        let read = connection.query_row("SELECT 'nonsense' AS tenant", [], |row| {
            text::<doorward_domain::TenantId>(row, "tenant")
        });
        assert!(matches!(read, Err(rusqlite::Error::FromSqlConversionFailure(..))));
    }
}
