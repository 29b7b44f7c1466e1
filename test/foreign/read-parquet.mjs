// Prints the rows of Parquet files as JSON, one on each line, read by hyparquet: node read-parquet.mjs FILE…
// Binary columns become base64, 64-bit integers and times become strings. The second line kind, with --schema, is each column's physical type.
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

const plain = value => {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map(plain)
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]))
  return value
}

const files = process.argv.slice(2).filter(argument => !argument.startsWith('--'))
for (const path of files) {
  const file = await asyncBufferFromFile(path)
  const metadata = await parquetMetadataAsync(file)
  if (process.argv.includes('--schema')) {
    const columns = parquetSchema(metadata).children.map(({ element }) =>
      [element.name, element.type ?? 'GROUP', element.logical_type?.type ?? element.converted_type ?? '', element.logical_type?.isAdjustedToUTC ?? ''])
    console.log(JSON.stringify(columns))
  }
  for (const row of await parquetReadObjects({ file, metadata, compressors, utf8: false })) console.log(JSON.stringify(plain(row)))
}
