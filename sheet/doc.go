// Package sheet reads a table out of a CSV file or an Excel workbook that
// somebody else made: text in UTF-8 (with or without a mark), UTF-16 or
// GB18030, and the first sheet of an .xlsx.
//
// A file is hostile until it is read. Rows, columns, cells and what a zip may
// unpack to are bounded, formulas and links to other files are refused, and
// nothing is ever evaluated (docs/adr/0010). Every error says in Chinese and
// in English what to change.
package sheet
