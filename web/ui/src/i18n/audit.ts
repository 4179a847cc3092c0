// Imported by the page of the audit trail: brings its words in.
import { addMessages } from './index'
import { en } from './audit.en'
import { zh } from './audit.zh'

addMessages(zh, en)
