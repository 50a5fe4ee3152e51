// Package evidence keeps photos, signatures and codes that prove a hand-over:
// it looks at what was sent, takes out what cameras write about people and
// places, keeps the file in a folder, and deletes it when its time is over.
// The hash of what was kept goes into the journal with the order's history
// and stays there; the file can be erased, and the hash then says nothing of
// what it showed.
//
// Pictures are JPEG, PNG or WebP, told by their bytes, never by their name or
// the sender's word. They are taken apart into their segments or chunks and
// put together again from those that draw the picture, so that no place, no
// serial number, no preview and no second file behind the picture survives.
// They are never decoded: nothing here can be made to unpack a bomb.
package evidence
