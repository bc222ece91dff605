//! Opening a catalogue: making it, bringing it up to this version, refusing what is none.

use super::CatalogueError;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Each makes of a catalogue of the version before it one of its own version, counted from 1.
const MIGRATIONS: &[&str] = &[include_str!("migrations/0001.sql")];

/// "vkho" in the file's header tells a catalogue from other SQLite files.
const APPLICATION: i64 = 0x766b_686f;

/// How long a writer waits for another.
const PATIENCE: Duration = Duration::from_secs(60);

/// An open catalogue; threads share it. Who asks does not wait for what is being written.
#[derive(Debug)]
pub struct Catalogue {
    path: PathBuf,
    asked: Mutex<Connection>,
    /// `None` for one that is only asked.
    written: Option<Mutex<Connection>>,
}

impl Catalogue {
    /// Opens the catalogue at `path` for writing; makes it when it is not there.
    ///
    /// # Errors
    /// [`CatalogueError`]; nothing is changed then.
    pub fn create(path: &Path) -> Result<Self, CatalogueError> {
        Self::create_at(path, MIGRATIONS)
    }

    fn create_at(path: &Path, migrations: &[&str]) -> Result<Self, CatalogueError> {
        let fail = |error| CatalogueError::of(path, error);
        let mut connection = Connection::open(path).map_err(fail)?;
        connection.busy_timeout(PATIENCE).map_err(fail)?;
        migrate(path, &mut connection, migrations)?;
        connection
            .execute_batch(
                "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -64000;
                 PRAGMA wal_autocheckpoint = 16000;",
            )
            .map_err(fail)?;
        // Plans do not hang on values: otherwise statements are planned anew whenever other values are bound.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(fail)?;
        connection.set_prepared_statement_cache_capacity(128);
        let asked = open_to_ask(path)?;
        Ok(Self { path: path.to_owned(), asked: Mutex::new(asked), written: Some(Mutex::new(connection)) })
    }

    /// Opens the catalogue at `path` to ask it; it cannot be changed through this. One of an earlier version is brought
    /// up to this one before.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn read_only(path: &Path) -> Result<Self, CatalogueError> {
        Self::read_only_at(path, MIGRATIONS)
    }

    fn read_only_at(path: &Path, migrations: &[&str]) -> Result<Self, CatalogueError> {
        if !path.exists() {
            return Err(CatalogueError::None { path: path.to_owned() });
        }
        let mut connection = open_to_ask(path)?;
        let found = snapshot_version(path, &connection, migrations)?;
        if found == 0 {
            return Err(CatalogueError::Other { path: path.to_owned() });
        }
        if found < migrations.len() as i64 {
            drop(connection);
            Self::create_at(path, migrations).map_err(|error| match error {
                CatalogueError::ReadOnly { path } => CatalogueError::Older { path, found },
                error => error,
            })?;
            connection = open_to_ask(path)?;
        }
        Ok(Self { path: path.to_owned(), asked: Mutex::new(connection), written: None })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// To ask it: everything that was committed is seen.
    pub(super) fn connection(&self) -> MutexGuard<'_, Connection> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// To change it.
    pub(super) fn writer(&self) -> Result<MutexGuard<'_, Connection>, CatalogueError> {
        let connection = self.written.as_ref().ok_or_else(|| CatalogueError::ReadOnly { path: self.path.clone() })?;
        Ok(connection.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What an error of SQLite means here.
    pub(super) fn failed(&self, error: rusqlite::Error) -> CatalogueError {
        CatalogueError::of(&self.path, error)
    }

    /// Does `work` as a whole or not at all, alone among all writers.
    pub(super) fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, CatalogueError> {
        let mut connection = self.writer()?;
        let run = |connection: &mut Connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        run(&mut connection).map_err(|error| self.failed(error))
    }
}

/// A connection that can change nothing.
fn open_to_ask(path: &Path) -> Result<Connection, CatalogueError> {
    let fail = |error| CatalogueError::of(path, error);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(fail)?;
    connection.busy_timeout(PATIENCE).map_err(fail)?;
    Ok(connection)
}

/// The version at one moment: another program may be making the catalogue meanwhile.
fn snapshot_version(path: &Path, connection: &Connection, migrations: &[&str]) -> Result<i64, CatalogueError> {
    let snapshot = connection.unchecked_transaction().map_err(|error| CatalogueError::of(path, error))?;
    version(path, &snapshot, migrations)
}

/// The version of an existing catalogue; 0 of an empty file.
fn version(path: &Path, connection: &Connection, migrations: &[&str]) -> Result<i64, CatalogueError> {
    let fail = |error| CatalogueError::of(path, error);
    let pragma = |name: &str| connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0));
    let (application, found) = (pragma("application_id").map_err(fail)?, pragma("user_version").map_err(fail)?);
    let known = migrations.len() as i64;
    if application == APPLICATION {
        return if found > known {
            Err(CatalogueError::Newer { path: path.to_owned(), found, known })
        } else {
            Ok(found)
        };
    }
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(fail)?;
    if application == 0 && found == 0 && tables == 0 {
        Ok(0)
    } else {
        Err(CatalogueError::Other { path: path.to_owned() })
    }
}

fn migrate(path: &Path, connection: &mut Connection, migrations: &[&str]) -> Result<(), CatalogueError> {
    let fail = |error| CatalogueError::of(path, error);
    if snapshot_version(path, connection, migrations)? == migrations.len() as i64 {
        return Ok(());
    }
    // Two programs that make the same catalogue at once: the second finds it made.
    let mut tries = 0;
    while let Err(error) = connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())) {
        tries += 1;
        if tries > 100 || error.sqlite_error_code() != Some(rusqlite::ErrorCode::DatabaseBusy) {
            return Err(fail(error));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    // A migration may put a table in the place of one that others refer to.
    connection.pragma_update(None, "foreign_keys", false).map_err(fail)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive).map_err(fail)?;
    let found = version(path, &transaction, migrations)?;
    for (number, migration) in migrations.iter().enumerate().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.execute_batch(migration).map_err(fail)?;
        transaction.pragma_update(None, "user_version", number as i64 + 1).map_err(fail)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION).map_err(fail)?;
    transaction.commit().map_err(fail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_catalogue_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("text"), "not a database at all, but long enough to be looked at as one".repeat(20)).unwrap();
        assert!(matches!(Catalogue::create(&at("text")), Err(CatalogueError::Other { .. })));
        Connection::open(at("other")).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
        assert!(matches!(Catalogue::create(&at("other")), Err(CatalogueError::Other { .. })));
        assert!(matches!(Catalogue::read_only(&at("none")), Err(CatalogueError::None { .. })));
        assert!(matches!(Catalogue::create(&at("no/such")), Err(CatalogueError::ReadOnly { .. })));
        drop(Catalogue::create(&at("mine")).unwrap());
        drop(Catalogue::create(&at("mine")).unwrap());
        drop(Catalogue::read_only(&at("mine")).unwrap());
        Connection::open(at("mine")).unwrap().pragma_update(None, "user_version", 99).unwrap();
        for opened in [Catalogue::create(&at("mine")), Catalogue::read_only(&at("mine"))] {
            assert!(matches!(opened, Err(CatalogueError::Newer { found: 99, .. })));
        }
    }

    #[test]
    fn an_older_one_is_brought_up_whole_or_left_and_a_newer_one_refused() {
        const LATER: &str = "CREATE TABLE later (document TEXT); INSERT INTO later SELECT path FROM files;";
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.db");
        let sql = "INSERT INTO documents (id, path, media_type, page_count, noise, tokens, changed, doubtful, program,
                   language_model, json) VALUES ('d', 'f', '', 1, '', 1, 0, 0, '', '', x'');
                   INSERT INTO files VALUES ('f', 'd')";
        Catalogue::create(&path).unwrap().write(|t| t.execute_batch(sql)).unwrap();
        // One that fails leaves everything as it was.
        let wrong = [MIGRATIONS[0], LATER, "CREATE TABLE more (x); INSERT INTO no_such VALUES (1)"];
        assert!(matches!(Catalogue::create_at(&path, &wrong), Err(CatalogueError::Sql { .. })));
        assert_eq!(Catalogue::read_only(&path).unwrap().column("SELECT path FROM files", []).unwrap(), ["f"]);
        // It is brought up also when it is to be asked only.
        let next = [MIGRATIONS[0], LATER];
        let asked = Catalogue::read_only_at(&path, &next).unwrap();
        assert_eq!(asked.column("SELECT document FROM later", []).unwrap(), ["f"]);
        drop(Catalogue::create_at(&path, &next).unwrap());
        for opened in [Catalogue::create(&path), Catalogue::read_only(&path)] {
            assert!(matches!(opened, Err(CatalogueError::Newer { found: 2, known: 1, .. })));
        }
    }

    #[test]
    fn several_may_make_it_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.db");
        std::thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| Catalogue::create(&path).unwrap());
            }
        });
    }
}
