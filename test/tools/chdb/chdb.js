// chdb.js SQL: answers with ClickHouse and prints the rows, their values separated by tabs.
const { query } = require(process.env.CHDB_MODULE);
process.stdout.write(query(process.argv[2], "TSV"));
